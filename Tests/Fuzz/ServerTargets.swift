import IdentityProofs

@Sendable func fuzzServerAddress(_ bytes: [UInt8]) {
    guard let text = text(bytes), let address = try? ServerAddress(text) else { return }
    let again = try? ServerAddress(address.origin + address.target)
    require(again == address, "put together, the address is another one")
    require(address.target.hasPrefix("/") && !address.target.contains("#"), "a target that is no path")
    require(address.scheme == "https" || text.lowercased().hasPrefix("http://"), "another scheme")
}

@Sendable func fuzzServerTerms(_ bytes: [UInt8]) {
    guard let terms = try? ServerTerms(bytes) else { return }
    require(terms.regions.count <= 64 && terms.proofs.count <= 64, "too many")
    require(ServerName(terms.server.description) == terms.server, "a server's name that isn't one")
}

package import AWS
import Formats

/// Which proofs a server takes, as its `GET /auth/challenge` answers:
///
///     {"account":"123456789012","server":"tools.example.com","regions":["us-east-1"],"proofs":["signed","token"]}
package struct ServerTerms: Sendable, Equatable {
    /// The server's answer isn't of that form; the text says what is wrong with it.
    package struct Malformed: Error, Sendable, Equatable {
        package var reason: String
    }

    /// The largest answer that is read, in bytes.
    package static let maximumSize = 16_384
    private static let maximumCount = 64

    /// The account whose identities the server lets in.
    package var account: AccountID
    /// By which name proofs have to be made for it.
    package var server: ServerName
    /// The Regions in which it asks STS, those first that it likes best. Names that aren't known here are left out.
    package var regions: [Region]
    /// The proofs that it takes. Kinds that aren't known here are left out.
    package var proofs: [ProofKind]

    package init(account: AccountID, server: ServerName, regions: [Region], proofs: [ProofKind]) {
        self.account = account
        self.server = server
        self.regions = regions
        self.proofs = proofs
    }

    /// Reads the answer; members that mean nothing here are skipped.
    package init(_ bytes: [UInt8]) throws(Malformed) {
        guard bytes.count <= Self.maximumSize else { throw Malformed(reason: "it is too large") }
        guard let json = try? JSONReader.read(bytes, maximumDepth: 8), case .object(let members) = json else {
            throw Malformed(reason: "it is no JSON object")
        }
        let names = ["account", "server", "regions", "proofs"]
        for name in names where members.count(where: { $0.name == name }) > 1 {
            throw Malformed(reason: "\(name) occurs twice")
        }
        guard let account = json["account"]?.string.flatMap(AccountID.init) else {
            throw Malformed(reason: "account is no account's number")
        }
        guard let server = json["server"]?.string.flatMap({ ServerName($0) }) else {
            throw Malformed(reason: "server is no host")
        }
        self.init(
            account: account, server: server, regions: try Self.texts("regions", of: json).compactMap(Region.init),
            proofs: try Self.texts("proofs", of: json).compactMap(ProofKind.init(rawValue:)))
    }

    private static func texts(_ name: String, of json: JSONValue) throws(Malformed) -> [String] {
        guard case .array(let values) = json[name], values.count <= maximumCount else {
            throw Malformed(reason: "\(name) is no list")
        }
        let texts = values.compactMap(\.string)
        guard texts.count == values.count else { throw Malformed(reason: "\(name) is no list of texts") }
        return texts
    }
}

import FoundationEssentials

@testable import AWS

@Sendable func fuzzConsoleDestination(_ bytes: [UInt8]) {
    guard let text = text(bytes) else { return }
    for partition in Partition.allCases {
        guard let destination = ConsoleDestination(text, partition: partition) else { continue }
        let address = destination.description
        require(ConsoleDestination(address, partition: partition) == destination, "another one when written")
        guard let url = URL(string: address), let host = url.host() else { fatalError("no address") }
        let isConsole = partition.consoleDomains.contains { host == $0 || host.hasSuffix(".\($0)") }
        require(url.scheme == "https" && url.user() == nil && url.port == nil && isConsole, "it leads elsewhere")
    }
}

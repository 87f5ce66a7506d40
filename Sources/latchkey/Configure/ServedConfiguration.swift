import AWS
import Concurrency
import Formats
import HTTPTypes
import IdentityProofs
import OAuthClient
import Transport

/// What a portal says that its people need.
struct ServedConfiguration: Sendable {
    /// A file for the tool, which a new colleague has nothing to add to.
    private static let path = "/latchkey.yaml"
    /// What says that a portal signs the tool in (RFC 8414).
    private static let metadataPath = "/.well-known/oauth-authorization-server"
    private static let maximumSize = 4 << 20
    private static let timeout = Duration.seconds(20)

    let address: ServerAddress
    let transport: any Transport
    let timekeeper: Timekeeper

    /// The file that the portal serves, or one with the portal's own sign-in where it serves none.
    ///
    /// - Parameter name: what the sign-in and the profile are called that are made up.
    /// - Returns: its bytes.
    /// - Throws: ``CommandError`` when the portal can't be reached, or isn't one.
    func file(calling name: String) async throws(CommandError) -> [UInt8] {
        let response = try await get(Self.path)
        switch response.status.code {
        case 200: return response.body
        case 404: return try await usual(name)
        case 300...399, 401, 403:
            throw CommandError(
                .badAnswer,
                "\(address.origin)\(Self.path) wants a sign-in: it is no portal of Latchkey's, or its administrators have to "
                    + "serve that page without one")
        case let status:
            throw CommandError(.unavailable, "\(address.origin)\(Self.path) answered with the status \(status)")
        }
    }

    private func usual(_ name: String) async throws(CommandError) -> [UInt8] {
        let response = try await get(Self.metadataPath)
        guard response.status == .ok, let json = try? JSONReader.read(response.body, maximumDepth: 8),
            json["issuer"]?.string?.utf8.elementsEqual(address.origin.utf8) == true,
            json["token_endpoint"]?.string != nil
        else {
            throw CommandError(
                .badAnswer,
                "\(address.origin) signs no tools in: look whether the address is right, or ask its administrators for "
                    + "the handler oauth")
        }
        let region = json["aws_region"]?.string.flatMap { Region($0) }.map { ", region: \($0.rawValue)" } ?? ""
        return Array(
            """
            sign-ins:
              \(name): {portal: "\(address.origin)"}
            profiles:
              \(name): {sign-in: \(name)\(region)}

            """.utf8)
    }

    private func get(_ path: String) async throws(CommandError) -> TransportResponse {
        let head = HTTPRequest(
            method: .get, scheme: address.scheme, authority: address.name.description, path: path,
            headerFields: [.accept: "application/yaml, application/json"])
        do throws(TransportError) {
            return try await transport.send(
                TransportRequest(
                    head: head, deadline: timekeeper.instant() + Self.timeout,
                    maximumResponseSize: Self.maximumSize, sharesConnection: false))
        } catch {
            throw CommandError(Server.Failure(error), of: address)
        }
    }

    /// The first word of the host that tells portals from one another, such as `example` of `latchkey.example.com`.
    static func usualName(of address: ServerAddress) -> String {
        let host = address.name.description.prefix { $0 != ":" }
        let labels = host.split(separator: ".")
        let common: Set<Substring> = ["latchkey", "aws", "portal", "www", "sso", "login"]
        guard let first = labels.first(where: { !common.contains($0) }),
            first.utf8.contains(where: { (0x61...0x7a).contains($0) }),
            first.utf8.allSatisfy({ ToolProgram.isPlain($0) && $0 != UInt8(ascii: "@") })
        else { return "latchkey" }
        return String(first)
    }

    /// What the file is called in which the portal's words are kept.
    static func fileName(of address: ServerAddress) -> String {
        address.name.description.replacing(":", with: "_") + ".yaml"
    }
}

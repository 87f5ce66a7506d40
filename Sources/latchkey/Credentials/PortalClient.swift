import AWS
import Concurrency
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import OAuthClient
import Secrets
import Transport

/// A Latchkey portal, as a person's machine asks it (Mairu's API).
struct PortalClient {
    /// How long the portal may take. It may have to make a role first, and AWS needs a while to know it.
    private static let timeout = Duration.seconds(100)

    let settings: SignInSettings
    let server: Server
    let tokens: any SignInTokens

    /// - Throws: ``CommandError`` when the portal's origin is no address.
    init(
        _ settings: SignInSettings, tokens: any SignInTokens, transport: any Transport, timekeeper: Timekeeper
    ) throws(CommandError) {
        self.settings = settings
        self.tokens = tokens
        do throws(ServerAddress.Refusal) {
            server = Server(address: try ServerAddress(settings.issuer), transport: transport, timekeeper: timekeeper)
        } catch {
            throw CommandError(.configuration, "the portal \(settings.issuer) \(error)")
        }
    }

    /// Credentials of a role.
    ///
    /// - Parameter role: a name of the portal's list; nil for its usual one.
    /// - Returns: them with their end by our clock.
    /// - Throws: ``CommandError`` in the person's words.
    func credentials(of role: String?) async throws(CommandError) -> Credentials {
        if let role { try await check(role) }
        let body = JSONValue(present: ["Role": role.map { .string($0) }])
        let response = try await ask(.post, "/api/assume-role", body: body.bytes)
        do throws(AWSError) {
            return try CredentialsDocument(response.body, from: "the portal").credentials(from: "the portal")
                .byOurClock(
                    serverDate: response.fields[.date], received: server.timekeeper.now())
        } catch {
            throw CommandError(.badAnswer, "\(settings.issuer) gave no credentials: look whether the address is right")
        }
    }

    /// Portals may give their usual role, whichever is named. Whoever wants another one shouldn't get more than they think.
    private func check(_ role: String) async throws(CommandError) {
        let offered = try await roles()
        guard !offered.contains(role) else { return }
        throw CommandError(
            .configuration,
            "\(settings.issuer) offers you no role “\(role)”, but \(offered.joined(separator: ", ")): look at “role” in the "
                + "profile")
    }

    /// The names of the roles that the portal offers.
    func roles() async throws(CommandError) -> [String] {
        let response = try await ask(.get, "/api/roles")
        guard let json = try? JSONReader.read(response.body, maximumDepth: 8), case .array(let roles)? = json["Roles"]
        else {
            throw CommandError(
                .badAnswer, "\(settings.issuer) gave no list of roles: look whether the address is right")
        }
        return roles.compactMap { $0["Name"]?.string }
    }

    private func ask(
        _ method: HTTPRequest.Method, _ path: String, body: [UInt8] = []
    ) async throws(CommandError) -> TransportResponse {
        let token = try await tokens.accessToken(for: settings, refusing: nil)
        do throws(Server.Failure) {
            return try await send(method, path, token, body)
        } catch .refused(401, _) {
            // It may have been ended elsewhere before its time. Another one is asked for once.
            let next = try await tokens.accessToken(for: settings, refusing: token)
            do throws(Server.Failure) {
                return try await send(method, path, next, body)
            } catch {
                throw self.error(error)
            }
        } catch {
            throw self.error(error)
        }
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ token: Secret, _ body: [UInt8]
    ) async throws(Server.Failure) -> TransportResponse {
        var fields: HTTPFields = [.authorization: "Bearer \(token.reveal())"]
        if !body.isEmpty { fields[.contentType] = "application/json" }
        return try await server.exchange(method, path, fields, body: body, timeout: Self.timeout)
    }

    private func error(_ failure: Server.Failure) -> CommandError {
        switch failure {
        case .refused(401, _):
            .signInNeeded(settings.name, "\(settings.issuer) no longer takes the sign-in \(settings.name)")
        case .refused(let status, let words) where [403, 404, 422].contains(status) && !words.isEmpty:
            CommandError(.noPermission, "\(settings.issuer) refuses: \(words)")
        case .refused(404, _):
            CommandError(.badAnswer, "\(settings.issuer) gives no credentials: look whether it is a Latchkey portal")
        default: CommandError(failure, of: server.address)
        }
    }
}

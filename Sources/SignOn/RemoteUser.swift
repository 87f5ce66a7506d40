import AWS
import Cryptography
package import FastCGI
package import Problems
package import Secrets
package import Settings
import Web

/// Takes the caller from the parameter `REMOTE_USER`, in which the web server says whom it has authenticated.
package struct RemoteUser: Authenticator {
    private let mapping: IdentityMapping
    private let secret: Secret?

    /// - Parameters:
    ///   - mapping: which IAM user stands for a name.
    ///   - secret: what the web server has to send along with the name; nil when everyone who can reach the socket is
    ///     believed.
    package init(mapping: IdentityMapping, secret: Secret?) {
        self.mapping = mapping
        self.secret = secret
    }

    /// - Parameters:
    ///   - settings: the mapping and the secret.
    ///   - audience: who can connect to the socket.
    /// - Throws: when everybody can connect, and no secret tells the web server from them.
    package init(_ settings: IdentitySettings, reachableBy audience: SocketAudience) throws(SettingsError) {
        switch audience {
        case .chosen: break
        case .anybody:
            guard settings.gatewaySecret != nil else {
                throw SettingsError(problems: [
                    """
                    \(SettingNames.gatewaySecret) is missing: others than the web server can connect to this socket, and \
                    could say who is asking. Set the secret here and in nginx, or listen on a Unix socket that only nginx \
                    may open
                    """
                ])
            }
        }
        self.init(mapping: settings.mapping, secret: settings.gatewaySecret)
    }

    package func authenticate(_ request: Request) throws(Problem) -> Caller {
        try checkGateway(of: request)
        let name = try name(in: request)
        do {
            return Caller(name: name.rawValue, userName: try mapping.userName(of: name))
        } catch {
            throw .identityRefused(error)
        }
    }

    /// The name that a request claims, where it is well formed; for the log.
    @Sendable package func claimedName(in request: Request) -> String? {
        try? name(in: request).rawValue
    }

    /// Makes sure that the request has the secret that we share with the web server, when one is set.
    package func checkGateway(of request: Request) throws(Problem) {
        guard let secret else { return }
        let shown = request.values(of: SettingNames.gatewaySecret)
        guard shown.count == 1, secret.withBytes({ constantTimeEqual($0, shown[0].utf8.span) }) else {
            throw .gatewayUnknown
        }
    }

    /// Who is asking, from the parameter `REMOTE_USER` alone.
    ///
    /// Parameters that begin with `HTTP_` are what the client itself wrote, whatever their spelling: they are not
    /// looked at. Two `REMOTE_USER` are an error even when they are equal: it means that the web server's configuration
    /// says it in two places, and the next change makes them differ.
    private func name(in request: Request) throws(Problem) -> AuthenticatedName {
        let names = request.values(of: "REMOTE_USER")
        guard names.count == 1 else { throw .notSignedIn(names.isEmpty ? .missing : .duplicated) }
        guard !names[0].isEmpty else { throw .notSignedIn(.empty) }
        guard let name = AuthenticatedName(names[0], maximumLength: mapping.longestName) else {
            throw .notSignedIn(.malformed)
        }
        return name
    }
}

import Cryptography
package import FastCGI
package import LatchkeyCore
package import Secrets

/// Who the web server says is asking.
package struct Gateway: Sendable {
    private let mapping: IdentityMapping
    private let secret: Secret?

    package init(mapping: IdentityMapping, secret: Secret?) {
        self.mapping = mapping
        self.secret = secret
    }

    package init(_ settings: IdentitySettings) {
        self.init(mapping: settings.mapping, secret: settings.gatewaySecret)
    }

    /// The caller: who is asking, and the IAM user that stands for them.
    package func caller(of request: Request) throws(Problem) -> Caller {
        let name = try name(in: request)
        do {
            return Caller(name: name, userName: try mapping.userName(of: name))
        } catch {
            throw .identityRefused(error)
        }
    }

    /// Who is asking, from the parameter `REMOTE_USER` alone.
    ///
    /// Parameters that begin with `HTTP_` are what the client itself wrote, whatever their spelling: they are not
    /// looked at. Two `REMOTE_USER` are an error even when they are equal: it means that the web server's
    /// configuration says it in two places, and the next change makes them differ.
    func name(in request: Request) throws(Problem) -> String {
        if let secret {
            let shown = request.values(of: "LATCHKEY_GATEWAY_SECRET")
            guard shown.count == 1, secret.withBytes({ constantTimeEqual($0, shown[0].utf8.span) }) else {
                throw .gatewayUnknown
            }
        }
        let names = request.values(of: "REMOTE_USER")
        guard names.count == 1 else { throw .notSignedIn(names.isEmpty ? .missing : .duplicated) }
        guard !names[0].isEmpty else { throw .notSignedIn(.empty) }
        guard let name = CallerName.parse(names[0]) else { throw .notSignedIn(.malformed) }
        return name
    }
}

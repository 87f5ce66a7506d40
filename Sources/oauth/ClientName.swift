import FastCGI
import Formats
import Machines
import Web

/// Which client a request to the token endpoint says to come from.
///
/// Clients have no secrets here. Some programs send one anyway, by basic authentication and without `client_id`, as RFC 6749
/// wants it of clients that have one: the name counts, and the secret for nothing.
struct ClientName: Sendable, Equatable {
    let text: String
    /// Whether it came in the `Authorization` field.
    let isAuthenticated: Bool

    /// Nil when the request says nothing.
    init?(_ form: Form, _ context: RequestContext) throws(OAuthError) {
        let named = form.present("client_id")
        let fields = context.request.values(of: "LATCHKEY_AUTHORIZATION").filter { !$0.isEmpty }
        guard let field = fields.first else {
            guard let named else { return nil }
            self.init(text: named, isAuthenticated: false)
            return
        }
        guard fields.count == 1, let name = Self.name(in: field), named == nil || named == name else {
            throw .invalidRequest("The Authorization field should be absent, or have the same client.")
        }
        self.init(text: name, isAuthenticated: true)
    }

    private init(text: String, isAuthenticated: Bool) {
        self.text = text
        self.isAuthenticated = isAuthenticated
    }

    /// The client, if it is one of these.
    func client(among clients: [MachineClient]) throws(OAuthError) -> MachineClient {
        guard let client = clients.first(where: { $0.name == text }) else {
            throw .invalidClient(isAuthenticated: isAuthenticated)
        }
        return client
    }

    /// The name in `Basic` credentials, which are encoded as a form is (RFC 6749, section 2.3.1).
    private static func name(in field: String) -> String? {
        guard let encoded = AuthorizationField.credentials(of: "basic", in: field),
            let decoded = Base64.decode(encoded),
            let colon = decoded.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return PercentEncoding.decode(decoded[..<colon], plus: .space)
    }
}

import AccessRules
import FastCGI
import IdentityProofs

/// What the web server passes on of a request, in parameters of its own. What a client writes itself stands in others, whose
/// names begin with `HTTP_`, and isn't looked at.
struct Presented {
    /// The `Authorization` field of the client.
    let authorization: String?
    /// The `Cookie` field of the client.
    let cookies: String?

    /// - Throws: ``IAMAuthError/proofRefused(_:)`` for a parameter that is passed more than once.
    init(_ request: Request) throws(IAMAuthError) {
        authorization = try Self.one("LATCHKEY_AUTHORIZATION", of: request)
        cookies = try Self.one("LATCHKEY_COOKIE", of: request)
    }

    /// What stands behind the scheme of a signed identity; nil when there is no such proof. Other schemes belong to the
    /// program behind.
    var signedIdentity: Substring? { credentials(of: SignedIdentity.scheme) }

    /// The token behind `Bearer`; nil when there is none. Where no tokens of AWS's are taken, it is the program's behind.
    var token: Substring? { credentials(of: "Bearer") }

    private func credentials(of scheme: String) -> Substring? {
        guard let authorization else { return nil }
        let name = authorization.prefix { $0 != " " }
        guard name.lowercased() == scheme.lowercased() else { return nil }
        // One space: other white space would be another spelling of the same proof.
        return authorization.dropFirst(name.count + 1)
    }

    /// The path that the client asks for, as it wrote it and as nginx has led it on; nil when nginx doesn't say.
    static func path(of request: Request) throws(IAMAuthError) -> RequestedPath? {
        guard let location = try one("LATCHKEY_PATH", of: request),
            let written = try one("LATCHKEY_REQUEST_URI", of: request)
        else { return nil }
        return RequestedPath(
            written: written, location: location, entered: try one("LATCHKEY_ENTERED_PATH", of: request))
    }

    /// The port at which nginx was asked, whatever port the client named; nil when nginx doesn't say.
    static func port(of request: Request) throws(IAMAuthError) -> String? { try one("SERVER_PORT", of: request) }

    /// The path and query that the client asks for, as it wrote them; nil when nginx doesn't say.
    static func target(of request: Request) throws(IAMAuthError) -> String? {
        try one("LATCHKEY_REQUEST_URI", of: request)
    }

    /// The word for the mapping that nginx's location wants; nil when it leaves that to the settings. An empty word doesn't leave
    /// it: a variable that nobody set is a fault in nginx's files.
    static func mapping(of request: Request) throws(IAMAuthError) -> String? {
        let values = request.values(of: "LATCHKEY_MAPPING")
        guard values.count <= 1 else { throw .mappingRefused(values.joined(separator: "”, “")) }
        return values.first
    }

    private static func one(_ name: String, of request: Request) throws(IAMAuthError) -> String? {
        let values = request.values(of: name)
        guard values.count <= 1 else { throw .proofRefused(.malformed("the web server passed \(name) more than once")) }
        return values.first.flatMap { $0.isEmpty ? nil : $0 }
    }
}

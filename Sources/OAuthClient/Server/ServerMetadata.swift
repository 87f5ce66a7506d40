import Formats

/// What an authorization server says about itself (RFC 8414, OpenID Connect Discovery 1.0), as far as it is needed.
package struct ServerMetadata: Sendable, Equatable {
    /// The largest document that is read, in bytes.
    package static let maximumByteCount = 64 << 10

    /// To the byte what the configuration names.
    package let issuer: String
    package let authorizationEndpoint: EndpointAddress?
    package let tokenEndpoint: EndpointAddress?
    package let revocationEndpoint: EndpointAddress?
    package let deviceEndpoint: EndpointAddress?
    /// Where a provider publishes its keys.
    package let keys: EndpointAddress?
    /// Whether each answer to an authorization request has `iss` (RFC 9207).
    package let namesIssuerInAnswers: Bool
    /// Whether an answer may come as a form that the browser posts.
    package let postsAnswers: Bool
    /// Whether S256 isn't among the methods that it names. A provider that names none may know it all the same.
    let lacksCodeChallenge: Bool

    /// Reads the document of an issuer.
    ///
    /// - Throws: ``OAuthError`` if it isn't one, is another issuer's, or names an endpoint that is neither over https nor on this
    ///   machine.
    package init(json bytes: [UInt8], issuer: String) throws(OAuthError) {
        guard bytes.count <= Self.maximumByteCount, let json = try? JSONReader.read(bytes, maximumDepth: 8),
            case .object = json, !json.hasDuplicateMembers, let name = json["issuer"]?.string
        else { throw .malformed(.metadata) }
        guard name.utf8.elementsEqual(issuer.utf8) else { throw .otherIssuer }
        self.issuer = issuer
        authorizationEndpoint = try Self.address("authorization_endpoint", of: json)
        tokenEndpoint = try Self.address("token_endpoint", of: json)
        revocationEndpoint = try Self.address("revocation_endpoint", of: json)
        deviceEndpoint = try Self.address("device_authorization_endpoint", of: json)
        keys = try Self.address("jwks_uri", of: json)
        namesIssuerInAnswers = json["authorization_response_iss_parameter_supported"] == true
        postsAnswers = Self.list("response_modes_supported", of: json)?.contains("form_post") ?? false
        lacksCodeChallenge =
            Self.list("code_challenge_methods_supported", of: json).map { !$0.contains("S256") } ?? false
    }

    /// Where the document of a sign-in's server is; nil if the configuration's address isn't one.
    static func address(of settings: SignInSettings) -> EndpointAddress? {
        let issuer = settings.issuer
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        guard !base.hasSuffix("/"), !base.utf8.contains(UInt8(ascii: "?")) else { return nil }
        let path =
            switch settings.kind {
            case .portal: "/.well-known/oauth-authorization-server"
            case .provider: "/.well-known/openid-configuration"
            }
        return EndpointAddress(base + path)
    }

    private static func address(_ name: String, of json: JSONValue) throws(OAuthError) -> EndpointAddress? {
        guard let value = json[name], value != .null else { return nil }
        guard let address = value.string.flatMap(EndpointAddress.init(_:)) else { throw .malformed(.metadata) }
        return address
    }

    private static func list(_ name: String, of json: JSONValue) -> [JSONValue]? {
        guard case .array(let values)? = json[name] else { return nil }
        return values
    }
}

import Cryptography
import Formats
package import Secrets

/// A request for authorization that a browser brings to the server (RFC 6749, section 4.1.1), and what its answer must have.
package struct AuthorizationRequest: Sendable {
    private static let secretByteCount = 32

    /// Comes back with the answer, so that no other one is taken for it.
    package let state: Secret
    /// Comes back in the ID token, so that no other one is taken for it.
    package let nonce: Secret
    /// What only this process knows, and without which the code is worth nothing (RFC 7636).
    package let verifier: Secret
    /// Where the browser comes back to.
    package let redirect: String
    private let settings: SignInSettings
    private let metadata: ServerMetadata
    private let machine: String?

    /// - Parameters:
    ///   - settings: the sign-in.
    ///   - metadata: what its server says about itself.
    ///   - redirect: where the browser comes back to.
    ///   - machine: this machine's name, which a portal shows: 1 to 64 printable ASCII characters.
    ///   - random: random bytes fit for secrets.
    /// - Throws: ``OAuthError`` when the server can't do what is needed.
    package init(
        _ settings: SignInSettings, at metadata: ServerMetadata, redirect: String, machine: String?,
        random: (Int) -> [UInt8]
    ) throws(OAuthError) {
        guard metadata.authorizationEndpoint != nil else { throw .unsupported(.endpoint("authorization_endpoint")) }
        guard settings.flow == .implicit || !metadata.lacksCodeChallenge else { throw .unsupported(.codeChallenge) }
        state = Secret(Base64URL.encode(random(Self.secretByteCount)))
        nonce = Secret(Base64URL.encode(random(Self.secretByteCount)))
        verifier = Secret(Base64URL.encode(random(Self.secretByteCount)))
        self.settings = settings
        self.metadata = metadata
        self.redirect = redirect
        self.machine = machine
    }

    /// The address at which the browser begins. Whoever reads it can't use what comes of it, but the person should be the one
    /// who opens it.
    package var url: String {
        var form = FormEncoding()
        let own = parameters
        for (name, value) in own { form.append(name, value) }
        // The configuration adds parameters, and can't change those on which safety rests.
        let names = Set(own.map(\.0))
        for (name, value) in settings.parameters.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
            form.append(name, value)
        }
        return metadata.authorizationEndpoint?.url(with: form) ?? ""
    }

    private var parameters: [(String, String)] {
        var parameters = [
            ("client_id", settings.clientID), ("redirect_uri", redirect), ("state", state.reveal()),
        ]
        if !settings.scopes.isEmpty { parameters.append(("scope", settings.scopes.joined(separator: " "))) }
        switch settings.flow {
        case .code:
            let challenge = Base64URL.encode(SHA256.digest(verifier.reveal()))
            parameters += [
                ("response_type", "code"), ("code_challenge", challenge), ("code_challenge_method", "S256"),
            ]
        case .implicit:
            parameters.append(("response_type", "id_token"))
            if AnswerMode(settings, at: metadata) == .form { parameters.append(("response_mode", "form_post")) }
        }
        if settings.kind == .provider { parameters.append(("nonce", nonce.reveal())) }
        if let machine { parameters.append(("machine", machine)) }
        return parameters
    }

    /// What the server answered, if it is an answer to this request.
    package func answer(_ parameters: AnswerParameters) throws(AnswerFault) -> AuthorizationAnswer {
        guard let sent = parameters["state"], state.isSame(sent) else { throw .wrongState }
        if let issuer = parameters["iss"] {
            guard issuer.utf8.elementsEqual(metadata.issuer.utf8) else { throw .wrongIssuer }
        } else if metadata.namesIssuerInAnswers {
            throw .wrongIssuer
        }
        if let error = parameters["error"] { return .error(error, words: parameters["error_description"]) }
        switch settings.flow {
        case .code: if let code = parameters["code"] { return .code(Secret(code)) }
        case .implicit: if let token = parameters["id_token"] { return .idToken(Secret(token)) }
        }
        throw .incomplete
    }

    /// What a person pasted: the whole address that the browser came back to, the part behind its question mark, or the code.
    package func answer(pasted text: String) throws(AnswerFault) -> AuthorizationAnswer {
        let text = String(text.drop(while: \.isWhitespace))
        let line = text.split(whereSeparator: \.isWhitespace).first ?? ""
        guard line.count == text.reversed().drop(while: \.isWhitespace).count else { throw .malformed }
        if line.utf8.contains(UInt8(ascii: "=")) {
            let start = line.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
            return try answer(AnswerParameters(start.map { line[$0...].dropFirst() } ?? line))
        }
        // A code alone has no state. The verifier makes another browser's worthless, and the nonce what it would bring.
        guard settings.flow == .code, (1...4_096).contains(line.utf8.count),
            line.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), !line.utf8.contains(UInt8(ascii: ":"))
        else { throw .malformed }
        return .code(Secret(String(line)))
    }
}

extension Secret {
    /// Whether a text from outside is this secret, in a time that depends on lengths alone.
    func isSame(_ text: String) -> Bool {
        withBytes { constantTimeEqual($0, text.utf8.span) }
    }
}

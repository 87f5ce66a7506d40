import IdentityProofs
import OAuthClient
import Secrets
import Tokens
import YAML

extension SignInSettings {
    /// The client that a portal knows.
    private static let portalClientID = "latchkey"
    /// What a provider is asked for, when nothing else is said.
    private static let usualScopes = ["openid", "profile", "email", "offline_access"]
    /// The parameters of the authorization request that the tool decides.
    private static let ownParameters: Set<String> = [
        "response_type", "response_mode", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method", "request", "request_uri", "machine",
    ]

    /// Reads who signs somebody in:
    ///
    ///     company: {portal: "https://latchkey.example.com"}
    ///     okta: {issuer: "https://example.okta.com", client-id: 0oa123}
    init(_ name: String, _ node: YAMLNode) throws(YAMLError) {
        guard Self.isName(name) else {
            throw node.error("the name of a sign-in should be 1 to 64 letters, digits, dots, hyphens or underscores")
        }
        let members = try node.members(
            "the sign-in \(name)",
            ["portal", "issuer", "client-id", "client-secret", "scopes", "parameters", "flow", "port"])
        switch (members["portal"], members["issuer"]) {
        case (let portal?, nil): try self.init(name, portal: portal, members)
        case (nil, let issuer?): try self.init(name, issuer: issuer, members, node)
        default: throw node.error("the sign-in \(name) should have either portal or issuer")
        }
        port = try Self.port(members["port"])
    }

    private init(_ name: String, portal node: YAMLNode, _ members: [String: YAMLNode]) throws(YAMLError) {
        for other in ["client-secret", "scopes", "parameters", "flow"] {
            if let member = members[other] { throw member.error("“\(other)” is for an issuer; a portal needs none") }
        }
        let address: ServerAddress
        let text = try node.text("portal")
        do throws(ServerAddress.Refusal) {
            address = try ServerAddress(text)
        } catch {
            throw node.error("“portal” \(error)")
        }
        guard address.target == "/" else {
            throw node.error("“portal” should name a server, such as \(address.origin)")
        }
        self.init(
            name: name, kind: .portal, issuer: address.origin,
            clientID: try members["client-id"].map(Self.clientID) ?? Self.portalClientID, scopes: [])
    }

    private init(
        _ name: String, issuer node: YAMLNode, _ members: [String: YAMLNode], _ whole: YAMLNode
    ) throws(YAMLError) {
        let issuer = try node.text("issuer")
        guard DiscoveryAddress(issuer: issuer) != nil else {
            throw node.error(
                "“issuer” should be a URL such as https://login.example.com, exactly as the provider writes it")
        }
        guard let client = members["client-id"] else {
            throw whole.error("“client-id” is missing: the provider knows the tool by it")
        }
        var flow = Flow.code
        if let member = members["flow"] {
            guard let known = Flow(rawValue: try member.text("flow")) else {
                throw member.error("“flow” should be code or implicit")
            }
            flow = known
        }
        self.init(
            name: name, kind: .provider, issuer: issuer, clientID: try Self.clientID(client),
            scopes: try members["scopes"].map(Self.scopes) ?? Self.usualScopes,
            parameters: try Self.parameters(members["parameters"]), flow: flow)
        clientSecret = try members["client-secret"].map(Self.clientSecret)
    }

    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                    || ".-_".utf8.contains($0)
            }
    }

    private static func clientID(_ node: YAMLNode) throws(YAMLError) -> String {
        let text = try node.text("client-id")
        // RFC 6749, appendix A.1, but for the space.
        guard text.utf8.count <= 255, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw node.error("“client-id” should be up to 255 characters of ASCII without a space")
        }
        return text
    }

    private static func clientSecret(_ node: YAMLNode) throws(YAMLError) -> Secret {
        let text = try node.text("client-secret")
        // RFC 6749, appendix A.2.
        guard text.utf8.count <= 255, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw node.error("“client-secret” should be up to 255 characters of ASCII without a space")
        }
        return Secret(text)
    }

    private static func scopes(_ node: YAMLNode) throws(YAMLError) -> [String] {
        var scopes: [String] = []
        for scope in try node.filledList("scopes") {
            let text = try scope.text("a scope")
            // RFC 6749, appendix A.4.
            guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c }) else {
                throw scope.error("a scope should be ASCII without a space, a quotation mark or a backslash")
            }
            scopes.append(text)
        }
        guard scopes.contains("openid") else { throw node.error("“scopes” should have openid among them") }
        return scopes
    }

    private static func parameters(_ node: YAMLNode?) throws(YAMLError) -> [String: String] {
        var parameters: [String: String] = [:]
        for (name, value) in try node?.members("parameters") ?? [:] {
            guard !ownParameters.contains(name) else { throw value.error("the tool gives “\(name)” itself") }
            parameters[name] = try value.text(name)
        }
        return parameters
    }

    private static func port(_ node: YAMLNode?) throws(YAMLError) -> UInt16? {
        guard let node else { return nil }
        guard let port = UInt16(try node.text("port")), port >= 1_024 else {
            throw node.error("“port” should be a number from 1024 to 65535")
        }
        return port
    }
}

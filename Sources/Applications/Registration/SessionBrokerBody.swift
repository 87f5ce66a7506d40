import AWS
import Formats
import Grants
import Tokens

/// What clients of iam-session-broker send to register: the name of a role of their own account, one tag and one claim. This
/// server wants the issuer and the audience beside that, under the names of a registration, unless the operator has said which.
enum SessionBrokerBody {
    private static let own: Set<String> = ["AccessPrincipalRoleName", "SessionTagKey", "JWTClaimName", "JWKSetURL"]

    static let members: Set<String> = own.union(["issuer", "audience"])

    /// Whether a body has a member of this form.
    static func isLike(_ json: JSONValue) -> Bool { own.contains { json[$0] != nil } }

    /// The registration that the body means: the claim is required.
    static func registration(
        _ json: JSONValue, from application: ApplicationIdentity, usually usual: UsualIssuer
    ) throws(RegistrationFault) -> Registration {
        let reader = try RegistrationReader(completed(json, usual), at: "", members: members)
        let name = try reader.text("AccessPrincipalRoleName", "the name of a role", RoleName.init)
        let tag = try reader.text("SessionTagKey", "the key of a session tag", TagMapping.key)
        let claim = try reader.text("JWTClaimName", "the name of a claim", Self.claim)
        let url = try reader.text("JWKSetURL", Registration.urlForm, Registration.url).text
        let issuer = try reader.text("issuer", Registration.issuerForm, Registration.issuer).issuer
        let audience = try reader.text("audience", "1 to 1024 printable ASCII characters", Registration.audience)
        guard let role = RoleARN(name, beside: application) else {
            throw reader.fault(
                "AccessPrincipalRoleName", "needs an application with an account: send “role_arn” instead")
        }
        return try Registration(json: [
            "role_arn": .string(role.description), "issuer": .string(issuer), "audience": .string(audience),
            "jwks_url": .string(url), "tags": [["tag": .string(tag), "claim": .string(claim)]],
        ])
    }

    private static func completed(_ json: JSONValue, _ usual: UsualIssuer) -> JSONValue {
        guard case .object(var members) = json else { return json }
        for (name, value) in [("issuer", usual.issuer), ("audience", usual.audience)] {
            guard let value, [nil, .null].contains(json[name]) else { continue }
            members.removeAll { $0.name == name }
            members.append(.init(name, .string(value)))
        }
        return .object(members)
    }

    /// A name as it is written. In this form there are no pointers.
    private static func claim(_ text: String) -> String? {
        text.utf8.first == UInt8(ascii: "/") ? nil : ClaimPointer(text)?.text
    }
}

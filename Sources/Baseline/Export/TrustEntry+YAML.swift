import AWS
import TrustPolicies
import YAML

extension TrustEntry {
    /// The trust as the file has it. Not for ``statements(_:)``, whose form is a policy's.
    func node(in file: AccountFile) -> YAMLNode {
        switch self {
        case .groups(let trust): Self.node(trust)
        case .service(let name): AccountFileWriter.map(["service": AccountFileWriter.text(name)])
        case .principals(let trust): Self.node(trust)
        case .webIdentity(let trust): Self.node(trust)
        case .saml(let provider): AccountFileWriter.map(["saml-provider": AccountFileWriter.text(provider)])
        case .statements: AccountFileWriter.map([:])
        }
    }

    private static func node(_ trust: GroupTrust) -> YAMLNode {
        var mfa: YAMLNode?
        var age: YAMLNode?
        switch trust.mfa {
        case .notRequired: mfa = AccountFileWriter.text("not-required")
        case .required(let greatestAge):
            age = greatestAge.map { AccountFileWriter.text(AccountFileReader.duration($0)) }
        }
        return AccountFileWriter.map([
            "groups": AccountFileWriter.texts(trust.groups.map(\.rawValue)), "mfa": mfa, "mfa-age": age,
            "mirrored-roles": trust.mirroredRoles.map { AccountFileWriter.text($0) },
        ])
    }

    private static func node(_ trust: PrincipalTrust) -> YAMLNode {
        let names = trust.principals.map { principal in
            switch principal {
            case .role(let name): "role/\(name)"
            case .person(let name): "user/\(name)"
            case .arn(let arn): arn.rawValue
            }
        }
        var bringing: [String] = []
        if trust.bringing.contains(.sourceIdentity) { bringing.append("source-identity") }
        if trust.bringing.contains(.tags) { bringing.append("tags") }
        return AccountFileWriter.map([
            "principals": AccountFileWriter.texts(names),
            "external-id": trust.externalID.map { AccountFileWriter.text($0) },
            "bring": AccountFileWriter.filled(bringing),
        ])
    }

    private static func node(_ trust: WebIdentityTrust) -> YAMLNode {
        AccountFileWriter.map([
            "provider": AccountFileWriter.text("https://\(trust.issuer.name)"),
            "clients": AccountFileWriter.texts(trust.clients),
            "claim": trust.claim == .subject ? nil : AccountFileWriter.text(trust.claim.description),
            "people": AccountFileWriter.texts(trust.people.map(\.text)),
            "require-source-identity": trust.requiresSourceIdentity ? AccountFileWriter.text("true") : nil,
            "session-tags": trust.allowsSessionTags ? AccountFileWriter.text("true") : nil,
        ])
    }
}

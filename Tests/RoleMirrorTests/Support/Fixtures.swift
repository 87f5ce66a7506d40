import AWS
import FoundationEssentials
import IAMPolicy
import Testing

@testable import FakeAWS
@testable import RoleMirror

extension RoleNaming {
    static let usual = {
        guard let path = Path("/user-role/"), let naming = RoleNaming(prefix: "user_", path: path) else {
            preconditionFailure("himeko's own names are names")
        }
        return naming
    }()

    static func make(prefix: String = "user_", path: String = "/user-role/") throws -> RoleNaming {
        let path = try #require(Path(path))
        return try #require(RoleNaming(prefix: prefix, path: path))
    }
}

extension BrokerIdentity {
    static func make() throws -> BrokerIdentity {
        let principal = try arn("arn:aws:iam::123456789012:user/latchkey")
        return try #require(BrokerIdentity(principal: principal))
    }
}

extension RoleQuotas {
    static let usual = RoleQuotas(accountSummary: [:])
}

extension RolePlan {
    static func make(
        inline: [UserSnapshot.Inline] = [], managed: [ARN] = [], boundary: ARN? = nil, tags: [AWS.Tag] = [],
        documents: [ARN: String] = [:], mfa: PrincipalFacts.MFA = .absent, quotas: RoleQuotas = .usual,
        revokedBefore: Date? = nil
    ) throws -> RolePlan {
        let all = managed + [boundary].compactMap { $0 }
        let texts = Dictionary(all.map { ($0, documents[$0] ?? UserSnapshot.document(of: $0)) }) { $1 }
        return try RolePlan(
            mirroring: UserSnapshot(
                user: .make(boundary: boundary, tags: tags), inline: inline, managed: Set(managed), documents: texts),
            naming: .make(), broker: .make(), mfa: mfa, quotas: quotas, revokedBefore: revokedBefore)
    }
}

extension UserSnapshot.Inline {
    static func make(
        _ effect: String, _ action: String, version: String? = "2012-10-17", group: String? = nil, further: String = ""
    ) -> UserSnapshot.Inline {
        let version = version.map { #""Version":"\#($0)","# } ?? ""
        return UserSnapshot.Inline(
            group: group, name: "policy",
            document:
                #"{\#(version)"Statement":{"Effect":"\#(effect)","Action":"\#(action)","Resource":"*"\#(further)}}"#)
    }
}

extension UserSnapshot {
    /// The document of a managed policy for which a test gives none: it allows the service that the policy is named after.
    static func document(of arn: ARN) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"\#(arn.resourceName):*","Resource":"*"}]}"#
    }
}

import AWS
import FoundationEssentials
import IAMPolicy
import MirrorTestSupport
import Testing

@testable import FakeAWS
@testable import RoleMirror

extension RoleQuotas {
    static let usual = RoleQuotas(accountSummary: [:])
}

extension RolePlan {
    static func make(
        inline: [UserSnapshot.Inline] = [], managed: [ARN] = [], boundary: ARN? = nil, tags: [AWS.Tag] = [],
        documents: [ARN: String] = [:], mfa: PrincipalFacts.MFA = .absent, requiredBoundary: ARN? = nil,
        quotas: RoleQuotas = .usual, revokedBefore: Date? = nil
    ) throws -> RolePlan {
        let all = managed + [boundary].compactMap { $0 }
        let texts = Dictionary(all.map { ($0, documents[$0] ?? UserSnapshot.document(of: $0)) }) { $1 }
        return try RolePlan(
            mirroring: UserSnapshot(
                user: .make(boundary: boundary, tags: tags), inline: inline, managed: Set(managed), documents: texts),
            naming: .usual, broker: .usual, mfa: mfa, requiredBoundary: requiredBoundary, guardian: nil, quotas: quotas,
            revokedBefore: revokedBefore)
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

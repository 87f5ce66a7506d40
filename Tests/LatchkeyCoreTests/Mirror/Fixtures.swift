import AWS
import FoundationEssentials
import IAMPolicy
import Testing

@testable import FakeAWS
@testable import LatchkeyCore

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
        inline: [UserPolicies.Inline] = [], managed: [ARN] = [], boundary: ARN? = nil, tags: [AWS.Tag] = [],
        documents: [ARN: String] = [:], mfa: PrincipalFacts.MFA = .absent, quotas: RoleQuotas = .usual,
        revokedBefore: Date? = nil
    ) throws -> RolePlan {
        let all = managed + [boundary].compactMap { $0 }
        let texts = Dictionary(all.map { ($0, documents[$0] ?? UserPolicies.document(of: $0)) }) { $1 }
        return try RolePlan(
            mirroring: .make(boundary: boundary, tags: tags),
            UserPolicies(inline: inline, managed: Set(managed), documents: texts), naming: .make(), broker: .make(),
            mfa: mfa, quotas: quotas, revokedBefore: revokedBefore)
    }
}

extension UserPolicies.Inline {
    static func make(
        _ effect: String, _ action: String, version: String? = "2012-10-17", group: String? = nil, further: String = ""
    ) -> UserPolicies.Inline {
        let version = version.map { #""Version":"\#($0)","# } ?? ""
        return UserPolicies.Inline(
            group: group, name: "policy",
            document:
                #"{\#(version)"Statement":{"Effect":"\#(effect)","Action":"\#(action)","Resource":"*"\#(further)}}"#)
    }
}

extension UserPolicies {
    /// What a managed policy says that nobody gave a document: it allows what it is called.
    static func document(of arn: ARN) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"\#(arn.resourceName):*","Resource":"*"}]}"#
    }
}

/// A role as a row of writes leaves it: what IAM would hold.
struct RoleModel: Equatable {
    var trust = ""
    var maxSessionDuration = 3_600
    var boundary: ARN?
    var tags: [AWS.Tag] = []
    var inline: [PolicyName: String] = [:]
    var attached: Set<ARN> = []
    /// The managed policies there are.
    var policies: [ARN: String] = [:]

    mutating func apply(_ write: RoleWrite) {
        switch write {
        case .create(let plan):
            trust = plan.trustPolicy.minified
            maxSessionDuration = plan.maxSessionDuration
            boundary = plan.boundaryAtCreation
            tags = plan.roleTags
        case .updateTrust(let text): trust = text
        case .updateMaxSessionDuration(let seconds): maxSessionDuration = seconds
        case .putBoundary(let arn): boundary = arn
        case .deleteBoundary: boundary = nil
        case .tag(let new):
            tags = (tags.filter { old in !new.contains { $0.key == old.key } } + new).sorted { $0.key < $1.key }
        case .untag(let keys): tags.removeAll { keys.contains($0.key) }
        case .putInline(let name, let document): inline[name] = document
        case .deleteInline(let name): inline[name] = nil
        case .attach(let arn): attached.insert(arn)
        case .detach(let arn): attached.remove(arn)
        case .createPolicy(let arn, let document), .resetPolicy(let arn, let document): policies[arn] = document
        case .deletePolicy(let arn): policies[arn] = nil
        }
    }

    func state(_ name: String = "user_alice") throws -> RoleState {
        RoleState(
            role: Role(
                roleName: try #require(RoleName(name)), roleID: "AROA",
                arn: try arn("arn:aws:iam::123456789012:role/user-role/\(name)"),
                path: try #require(Path("/user-role/")),
                createDate: .distantPast, assumeRolePolicyDocument: trust, description: nil,
                maxSessionDuration: maxSessionDuration, permissionsBoundary: boundary, tags: tags),
            inlinePolicies: inline, attachedPolicies: attached, documents: policies)
    }

    /// The statements that are in force, by effect.
    func statements(_ effect: PolicyStatement.Effect) throws -> Set<PolicyStatement> {
        let texts = Array(inline.values) + attached.compactMap { policies[$0] }
        return Set(try texts.flatMap { try PolicyDocument(parsing: $0).statements }.filter { $0.effect == effect })
    }
}

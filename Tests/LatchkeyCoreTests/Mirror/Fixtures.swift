import AWS
import FoundationEssentials
import Testing

@testable import LatchkeyCore

/// Values as IAM would give them.
func arn(_ text: String) throws -> ARN { try #require(ARN(text)) }

func policyARN(_ name: String) throws -> ARN { try arn("arn:aws:iam::123456789012:policy/\(name)") }

func userName(_ text: String) throws -> UserName { try #require(UserName(text)) }

extension User {
    static func make(_ name: String = "alice", boundary: ARN? = nil, tags: [AWS.Tag] = []) throws -> User {
        User(
            userName: try LatchkeyCoreTests.userName(name), userID: "AIDAALICE",
            arn: try LatchkeyCoreTests.arn("arn:aws:iam::123456789012:user/\(name)"), path: .root,
            permissionsBoundary: boundary, tags: tags)
    }
}

extension RoleNaming {
    static func make(prefix: String = "user_", path: String = "/user-role/") throws -> RoleNaming {
        let path = try #require(Path(path))
        return try #require(RoleNaming(prefix: prefix, path: path))
    }
}

extension BrokerIdentity {
    static func make() throws -> BrokerIdentity {
        let principal = try LatchkeyCoreTests.arn("arn:aws:iam::123456789012:user/latchkey")
        return try #require(BrokerIdentity(principal: principal))
    }
}

extension RoleQuotas {
    static let usual = RoleQuotas(accountSummary: [:])
}

extension RolePlan {
    static func make(
        inline: [UserSnapshot.InlinePolicy] = [], managed: [ARN] = [], boundary: ARN? = nil, tags: [AWS.Tag] = []
    ) throws -> RolePlan {
        try RolePlan(
            mirroring: UserSnapshot(
                user: .make(boundary: boundary, tags: tags), inlinePolicies: inline, managedPolicies: managed),
            naming: .make(), broker: try BrokerIdentity.make().principal)
    }
}

extension UserSnapshot.InlinePolicy {
    static func make(
        _ effect: String, _ action: String, version: String? = "2012-10-17", group: String? = nil
    ) -> UserSnapshot.InlinePolicy {
        let version = version.map { #""Version":"\#($0)","# } ?? ""
        return UserSnapshot.InlinePolicy(
            group: group, name: "policy",
            document: #"{\#(version)"Statement":{"Effect":"\#(effect)","Action":"\#(action)","Resource":"*"}}"#)
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

    mutating func apply(_ write: RoleWrite) {
        switch write {
        case .create(let plan):
            trust = plan.trustPolicy.minified
            maxSessionDuration = plan.maxSessionDuration
            boundary = plan.permissionsBoundary
            tags = plan.tags
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
            inlinePolicies: inline, attachedPolicies: attached)
    }

    /// The statements of all inline policies, by effect.
    func statements(_ effect: PolicyStatement.Effect) throws -> Set<PolicyStatement> {
        Set(try inline.values.flatMap { try PolicyDocument(parsing: $0).statements }.filter { $0.effect == effect })
    }
}

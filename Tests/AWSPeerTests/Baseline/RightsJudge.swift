import AWS
import Baseline
import IAMPolicy
import RoleMirror

/// What everybody in an account may do, of some actions on everything, judged without the code under test. Policies of the
/// tests have no conditions, and whole actions or `*`.
struct RightsJudge: Equatable {
    static let actions: Set<String> = [
        "a:1", "a:2", "a:3", "a:4", "a:5", "b:1", "b:2", "c:1", "d:1", "d:2", "e:1", "e:2",
    ]

    /// By `user/NAME` and `role/NAME`.
    var allowed: [String: Set<String>]

    init(allowed: [String: Set<String>]) { self.allowed = allowed }

    init(_ details: AccountAuthorizationDetails) throws {
        var managed: [ARN: [PolicyStatement]] = [:]
        if let arn = ARN("arn:aws:iam::aws:policy/AWSDenyAll") {
            managed[arn] = PolicyDocument.denyingEverything.statements
        }
        for policy in details.policies {
            managed[policy.policy.arn] = try PolicyDocument(parsing: policy.defaultVersion?.document ?? "").statements
        }
        func statements(_ inline: [InlinePolicy], _ attached: [AttachedPolicy]) throws -> [PolicyStatement] {
            try inline.flatMap { try PolicyDocument(parsing: $0.policyDocument).statements }
                + attached.flatMap { managed[$0.policyARN] ?? [] }
        }
        var groups: [GroupName: [PolicyStatement]] = [:]
        for group in details.groupDetailList {
            groups[group.group.groupName] = try statements(group.groupPolicyList, group.attachedManagedPolicies)
        }
        allowed = [:]
        for detail in details.userDetailList {
            let own = try statements(detail.userPolicyList, detail.attachedManagedPolicies)
            allowed["user/\(detail.user.userName)"] = Self.allowed(
                own + detail.groupList.flatMap { groups[$0] ?? [] },
                detail.user.permissionsBoundary.map { managed[$0] ?? [] })
        }
        for detail in details.roleDetailList {
            allowed["role/\(detail.role.roleName)"] = Self.allowed(
                try statements(detail.rolePolicyList, detail.attachedManagedPolicies),
                detail.role.permissionsBoundary.map { managed[$0] ?? [] })
        }
    }

    /// Who may do what the other doesn't allow.
    func beyond(_ other: RightsJudge) -> [String] {
        allowed.sorted { $0.key < $1.key }.compactMap { name, actions in
            let more = actions.subtracting(other.allowed[name] ?? [])
            return more.isEmpty ? nil : "\(name): \(more.sorted())"
        }
    }

    private static func allowed(_ statements: [PolicyStatement], _ boundary: [PolicyStatement]?) -> Set<String> {
        var allowed = granted(statements)
        if let boundary { allowed.formIntersection(granted(boundary)) }
        return allowed
    }

    private static func granted(_ statements: [PolicyStatement]) -> Set<String> {
        func named(_ effect: PolicyStatement.Effect) -> Set<String> {
            var names: Set<String> = []
            for statement in statements where statement.effect == effect {
                switch statement.elements["Action"] {
                case .string("*"): names.formUnion(actions)
                case .string(let action): names.insert(action)
                default: break
                }
            }
            return names.intersection(actions)
        }
        return named(.allow).subtracting(named(.deny))
    }
}

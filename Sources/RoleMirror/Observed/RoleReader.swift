package import AWS
import Concurrency

/// Reads roles, and what an account allows of them. Nothing here writes.
package struct RoleReader: Sendable {
    private let iam: IAM
    private let naming: RoleNaming

    package init(iam: IAM, naming: RoleNaming) {
        self.iam = iam
        self.naming = naming
    }

    /// Reads a user's role; nil when there is none. No deeper than reading a user's policies.
    func snapshot(of userName: UserName, _ managed: ManagedPolicyReader) async throws(AWSError) -> RoleSnapshot? {
        let roleName = naming.roleName(for: userName)
        async let role = outcome { () throws(AWSError) in
            let role = try await iam.getRole(roleName: roleName)
            let ownBoundary = [role.permissionsBoundary].compactMap { $0 }.filter(naming.ownsPolicy)
            return (role, try await managed.read(ownBoundary))
        }
        async let attached = outcome { () throws(AWSError) in
            try await managed.read(try await iam.listAttachedRolePolicies(roleName: roleName).map(\.policyARN))
        }
        async let inline = outcome { () throws(AWSError) in
            try await concurrentMap(try await iam.listRolePolicies(roleName: roleName)) { policy throws(AWSError) in
                (policy, try await iam.getRolePolicy(roleName: roleName, policyName: policy))
            }
        }
        do throws(AWSError) {
            let (found, boundary) = try await role.get()
            let policies = try await attached.get()
            return RoleSnapshot(
                role: found, inlinePolicies: Dictionary(try await inline.get()) { $1 },
                attachedPolicies: Set(policies.keys), documents: policies.merging(boundary) { $1 })
        } catch  where error.isNoSuchEntity {
            return nil
        }
    }

    /// A user's role, if it is Latchkey's, whatever the case of its name: IAM has no two roles whose names differ by case
    /// alone, but doesn't promise to find one by another's case.
    func role(of userName: UserName) async throws(AWSError) -> Role? {
        let roleName = naming.roleName(for: userName)
        do throws(AWSError) {
            let role = try await iam.getRole(roleName: roleName)
            return naming.owns(role.arn) ? role : nil
        } catch {
            guard error.isNoSuchEntity else { throw error }
        }
        var pages = all()
        while let page = try await pages.next() {
            if let role = page.first(where: { $0.roleName.isSame(as: roleName) }) { return role }
        }
        return nil
    }

    /// All roles that are Latchkey's by path and prefix, page by page.
    package func all() -> RolePages { RolePages(iam: iam, naming: naming) }

    /// Those of some managed policies that don't exist.
    func missing(of policies: [ARN]) async throws(AWSError) -> [ARN] {
        try await concurrentMap(policies) { arn throws(AWSError) -> ARN? in
            do throws(AWSError) {
                _ = try await iam.getPolicy(policyARN: arn)
                return nil
            } catch  where error.isNoSuchEntity {
                return arn
            }
        }.compactMap { $0 }
    }

    func quotas() async throws(AWSError) -> RoleQuotas {
        RoleQuotas(accountSummary: try await iam.getAccountSummary())
    }
}

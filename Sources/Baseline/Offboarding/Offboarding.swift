package import AWS
package import Concurrency
import FoundationEssentials
import IAMPolicy
package import RoleMirror

/// Takes everything of one person away.
///
/// What fails is told, and the rest is done all the same, where that takes away only: policies and memberships may hold Denies, so
/// they stay while the user isn't denied everything, and the user stays while anything else does. Done again, it goes on with what
/// is left.
package struct Offboarding: Sendable {
    /// What became of a step.
    package enum Outcome: Sendable, Equatable {
        case done
        case failed(AWSError)
        /// It wasn't safe: a step before it had failed.
        case skipped
    }

    /// Signs a person's machines out.
    package typealias MachineSignOut = @Sendable (UserName) async throws(AWSError) -> Void

    private let iam: IAM
    private let naming: RoleNaming
    private let timekeeper: Timekeeper
    private let signMachinesOut: MachineSignOut

    /// - Parameters:
    ///   - iam: signs as who may change users.
    ///   - naming: how the roles are called that mirror people.
    ///   - timekeeper: waits.
    ///   - signMachinesOut: ends the sign-ins of a person's machines.
    package init(iam: IAM, naming: RoleNaming, timekeeper: Timekeeper, signMachinesOut: @escaping MachineSignOut) {
        self.iam = iam
        self.naming = naming
        self.timekeeper = timekeeper
        self.signMachinesOut = signMachinesOut
    }

    /// Reads what a person has, and plans to take it away.
    ///
    /// - Parameters:
    ///   - name: the user's, in any case. There need be no such user any more.
    ///   - end: what becomes of the user itself.
    /// - Returns: what is to be done.
    /// - Throws: when it can't be read whether there is such a user.
    package func plan(for name: UserName, end: OffboardingPlan.End) async throws(AWSError) -> OffboardingPlan {
        OffboardingPlan(try await LeavingUserReader(iam: iam, naming: naming).read(name), end: end)
    }

    /// Denies a user everything, as the first step of a plan does.
    func denyEverything(to user: User) async throws(AWSError) {
        try await denial(LeavingUser(name: user.userName, arn: user.arn)).put()
    }

    /// Carries out a plan.
    ///
    /// - Parameters:
    ///   - plan: what is to be done.
    ///   - report: is told each outcome as soon as it is known.
    /// - Returns: whether all was done.
    package func carryOut(
        _ plan: OffboardingPlan, report: (OffboardingStep, Outcome) async -> Void
    ) async -> Bool {
        var isDenied = false
        // What couldn't be read may be there.
        var isAllDone = plan.leaver.unreadable.isEmpty
        for step in plan.steps {
            let isSafe = step.isLast ? isAllDone : !step.mayWiden || isDenied
            let outcome = isSafe ? await perform(step, on: plan.leaver) : .skipped
            if step == .denyEverything { isDenied = outcome == .done }
            if outcome != .done { isAllDone = false }
            await report(step, outcome)
        }
        return isAllDone
    }

    private func perform(_ step: OffboardingStep, on leaver: LeavingUser) async -> Outcome {
        do throws(AWSError) {
            try await timekeeper.whileRefused { () throws(AWSError) in try await call(step, leaver) }
            return .done
        } catch {
            // Somebody else was quicker, or an earlier attempt whose answer got lost.
            return error.isNoSuchEntity && step != .denyEverything ? .done : .failed(error)
        }
    }

    private func call(_ step: OffboardingStep, _ leaver: LeavingUser) async throws(AWSError) {
        let name = leaver.name
        switch step {
        case .denyEverything: try await denial(leaver).put()
        case .deactivateAccessKey(let id):
            try await iam.updateAccessKey(userName: name, accessKeyID: id, status: .inactive)
        case .deleteAccessKey(let id): try await iam.deleteAccessKey(userName: name, accessKeyID: id)
        case .deletePassword: try await iam.deleteLoginProfile(userName: name)
        case .endSessions(let role): try await endSessions(of: role, leaver)
        case .signMachinesOut: try await signMachinesOut(name)
        case .deactivateMFADevice(let serial):
            try await iam.deactivateMFADevice(userName: name, serialNumber: serial)
        case .deleteVirtualMFADevice(let serial): try await iam.deleteVirtualMFADevice(serialNumber: serial)
        case .deleteSigningCertificate(let id):
            try await iam.deleteSigningCertificate(userName: name, certificateID: id)
        case .deleteSSHPublicKey(let id): try await iam.deleteSSHPublicKey(userName: name, sshPublicKeyID: id)
        case .deleteServiceCredential(let credential):
            try await iam.deleteServiceSpecificCredential(
                userName: name, serviceSpecificCredentialID: credential.serviceSpecificCredentialID)
        case .leaveGroup(let group): try await iam.removeUserFromGroup(groupName: group, userName: name)
        case .detachPolicy(let arn): try await iam.detachUserPolicy(userName: name, policyARN: arn)
        case .deletePolicy(let policy): try await iam.deleteUserPolicy(userName: name, policyName: policy)
        case .releaseFromFile(let keys): try await iam.untagUser(userName: name, tagKeys: keys)
        case .liftDenial: try await denial(leaver).lift()
        case .deleteUser: try await iam.deleteUser(userName: name)
        }
    }

    private func denial(_ leaver: LeavingUser) -> Denial {
        Denial(iam: iam, userName: leaver.name, partition: leaver.arn?.partition ?? Partition.aws.name)
    }

    /// As the console's “Revoke active sessions” does it. AWS dates sessions in whole seconds, and those of the present one and
    /// of the next are to end too.
    private func endSessions(of role: RoleName, _ leaver: LeavingUser) async throws(AWSError) {
        let now = iam.client.latestAWSTime.timeIntervalSince1970.rounded(.down)
        let document = PolicyDocument.denyingSessions(before: Date(timeIntervalSince1970: now + 2)).minified
        do throws(AWSError) {
            try await iam.putRolePolicy(
                roleName: role, policyName: InlinePolicyName.revocation.policyName, policyDocument: document)
        } catch  where error.code == .limitExceeded {
            // The role's own policies leave no room. A boundary always has its place.
            let role = (name: role, partition: leaver.arn?.partition ?? Partition.aws.name)
            guard let arn = Denial.awsPolicy(in: role.partition) else { throw error }
            try await iam.putRolePermissionsBoundary(roleName: role.name, permissionsBoundary: arn)
        }
    }
}

import AWS

/// What is done when somebody leaves, in its order: first live sessions lose everything, then credentials go, then rights, and
/// the user last.
package struct OffboardingPlan: Sendable, Equatable {
    /// What becomes of the user itself.
    package enum End: Sendable {
        case deleted
        /// The user stays, without credentials, and is denied everything.
        case kept
    }

    package var leaver: LeavingUser
    package var steps: [OffboardingStep]

    package init(_ leaver: LeavingUser, end: End) {
        self.leaver = leaver
        let outside = (leaver.mirroredRole.map { [.endSessions(of: $0)] } ?? []) + [OffboardingStep.signMachinesOut]
        guard leaver.arn != nil else {
            steps = outside
            return
        }
        steps =
            [.denyEverything] + Self.signIns(leaver) + outside + Self.furtherCredentials(leaver) + Self.rights(leaver)
            + (end == .deleted
                ? [.liftDenial, .deleteUser] : leaver.fileTags.isEmpty ? [] : [.releaseFromFile(leaver.fileTags)])
    }

    private static func signIns(_ leaver: LeavingUser) -> [OffboardingStep] {
        // All are deactivated before any is deleted.
        leaver.accessKeys.filter { $0.status == .active }.map { .deactivateAccessKey($0.accessKeyID) }
            + leaver.accessKeys.map { .deleteAccessKey($0.accessKeyID) }
            + (leaver.hasPassword ? [.deletePassword] : [])
    }

    private static func furtherCredentials(_ leaver: LeavingUser) -> [OffboardingStep] {
        leaver.mfaDevices.flatMap { serial -> [OffboardingStep] in
            serial.isVirtual
                ? [.deactivateMFADevice(serial), .deleteVirtualMFADevice(serial)] : [.deactivateMFADevice(serial)]
        } + leaver.signingCertificates.map { .deleteSigningCertificate($0) }
            + leaver.sshPublicKeys.map { .deleteSSHPublicKey($0) }
            + leaver.serviceCredentials.map { .deleteServiceCredential($0) }
    }

    private static func rights(_ leaver: LeavingUser) -> [OffboardingStep] {
        leaver.groups.map { .leaveGroup($0) }
            + leaver.attachedPolicies.filter { !Denial.isDenial($0) }.map { .detachPolicy($0) }
            + leaver.inlinePolicies.filter { $0 != Denial.policyName }.map { .deletePolicy($0) }
    }
}

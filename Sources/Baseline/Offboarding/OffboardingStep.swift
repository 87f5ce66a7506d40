package import AWS

/// One thing that is done when somebody leaves.
package enum OffboardingStep: Sendable, Hashable {
    case denyEverything
    case deactivateAccessKey(AccessKeyID)
    case deleteAccessKey(AccessKeyID)
    case deletePassword
    case endSessions(of: RoleName)
    case signMachinesOut
    case deactivateMFADevice(MFASerialNumber)
    case deleteVirtualMFADevice(MFASerialNumber)
    case deleteSigningCertificate(String)
    case deleteSSHPublicKey(String)
    case deleteServiceCredential(ServiceSpecificCredential)
    case leaveGroup(GroupName)
    case detachPolicy(ARN)
    case deletePolicy(PolicyName)
    case releaseFromFile(_ tags: [String])
    case liftDenial
    case deleteUser

    /// What it does, as an order.
    package var words: String {
        switch self {
        case .denyEverything: "deny them everything, which ends what their live sessions can do"
        case .deactivateAccessKey(let id): "deactivate the access key \(id)"
        case .deleteAccessKey(let id): "delete the access key \(id)"
        case .deletePassword: "take the console password away"
        case .endSessions(let role): "end the sessions of the role \(role), which mirrors them"
        case .signMachinesOut: "sign their machines out"
        case .deactivateMFADevice(let serial): "take the MFA device \(serial) away"
        case .deleteVirtualMFADevice(let serial): "delete the virtual MFA device \(serial)"
        case .deleteSigningCertificate(let id): "delete the signing certificate \(id)"
        case .deleteSSHPublicKey(let id): "delete the SSH key \(id)"
        case .deleteServiceCredential(let credential):
            "delete the credential \(credential.serviceSpecificCredentialID) for \(credential.serviceName)"
        case .leaveGroup(let name): "take them out of the group \(name)"
        case .detachPolicy(let arn): "detach the policy \(arn)"
        case .deletePolicy(let name): "delete the inline policy \(name)"
        case .releaseFromFile: "take the tag of the account’s file away, so that apply doesn’t delete the user"
        case .liftDenial: "lift the denial, which nothing is left for"
        case .deleteUser: "delete the user"
        }
    }

    /// Whether it may take a Deny away, so that a live session could do more than before unless everything is denied.
    var mayWiden: Bool {
        switch self {
        case .leaveGroup, .detachPolicy, .deletePolicy: true
        default: false
        }
    }

    /// Whether it may only be done when nothing is left of the rest.
    var isLast: Bool {
        switch self {
        case .releaseFromFile, .liftDenial, .deleteUser: true
        default: false
        }
    }
}

package import AWS

/// A person who leaves, with all that gives them access.
package struct LeavingUser: Sendable, Equatable {
    /// Something that couldn't be read.
    package struct Unreadable: Sendable, Equatable {
        /// In the plural, such as “SSH keys”.
        package var what: String
        package var error: AWSError
    }

    /// The name in the case in which IAM has it.
    package var name: UserName
    /// Nil when there is no such user, or no longer.
    package var arn: ARN?
    /// Those by which a file has the user.
    package var fileTags: [String] = []
    package var accessKeys: [AccessKeyMetadata] = []
    package var hasPassword = false
    package var mfaDevices: [MFASerialNumber] = []
    package var signingCertificates: [String] = []
    package var sshPublicKeys: [String] = []
    package var serviceCredentials: [ServiceSpecificCredential] = []
    package var groups: [GroupName] = []
    package var attachedPolicies: [ARN] = []
    package var inlinePolicies: [PolicyName] = []
    /// The role by which Latchkey mirrors the user; nil if there is none.
    package var mirroredRole: RoleName?
    package var unreadable: [Unreadable] = []

    package init(name: UserName, arn: ARN? = nil) {
        self.name = name
        self.arn = arn
    }
}

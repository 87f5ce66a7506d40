package import AWS

/// A user of the file.
package struct PersonEntry: Sendable, Equatable {
    package var name: UserName
    package var path: Path
    package var groups: [GroupName]
    package var managedPolicies: [PolicyReference]
    package var inlinePolicies: [PolicyName: WrittenPolicy]
    package var permissionsBoundary: PolicyReference?
    package var tags: [Tag]
    /// The person's public key as the file has it: armoured, or base64.
    package var pgpKey: [UInt8]?
    /// Where the key stands in the file, from 1.
    package var pgpKeyLine = 0
    /// The file beside it that has the key; nil where it stands in the account's file itself.
    package var pgpKeyFile: String?
    /// Whether a first console password is made where the user has none. Never without a key.
    package var consolePassword: Bool
    /// Whether the first password has to be changed when it is first used.
    package var changeAtFirstSignIn: Bool
    /// Whether a first access key is made where the user has none. Never without a key.
    package var accessKey: Bool
    /// Where the entry begins, from 1.
    package var line: Int

    package init(
        name: UserName, path: Path = .root, groups: [GroupName] = [], managedPolicies: [PolicyReference] = [],
        inlinePolicies: [PolicyName: WrittenPolicy] = [:], permissionsBoundary: PolicyReference? = nil,
        tags: [Tag] = [],
        pgpKey: [UInt8]? = nil, consolePassword: Bool = false, changeAtFirstSignIn: Bool = true,
        accessKey: Bool = false, line: Int = 0
    ) {
        self.name = name
        self.path = path
        self.groups = groups
        self.managedPolicies = managedPolicies
        self.inlinePolicies = inlinePolicies
        self.permissionsBoundary = permissionsBoundary
        self.tags = tags
        self.pgpKey = pgpKey
        self.consolePassword = consolePassword
        self.changeAtFirstSignIn = changeAtFirstSignIn
        self.accessKey = accessKey
        self.line = line
    }
}

package import AWS
import Cryptography
import Formats
import IAMPolicy

/// The names and paths of mirrored roles and of the policies that Latchkey makes for them.
package struct RoleNaming: Sendable, Equatable {
    package var prefix: String
    package var path: Path

    /// Nil unless names that begin with `prefix` can be role names, with room for a user's name.
    package init?(prefix: String, path: Path) {
        guard prefix.isEmpty || RoleName(prefix) != nil, prefix.utf8.count <= 32 else { return nil }
        self.prefix = prefix
        self.path = path
    }

    // MARK: Roles

    /// The name of a user's role: prefix and user name. Where that is longer than IAM's 64 characters, or looks as if it
    /// had been, a digest of the whole user name takes the place of its end, so that no two users share a role.
    package func roleName(for userName: UserName) -> RoleName {
        let whole = prefix + userName.description
        if let name = RoleName(whole), !Self.looksShortened(whole) { return name }
        // IAM compares names without regard to case, so the digest is of the name in lower case.
        let digest = Hexadecimal.encode(Array(SHA256.digest(userName.description.lowercased()).prefix(6)))
        let shortened = whole.prefix(64 - digest.count - 1) + "-" + digest
        guard let name = RoleName(String(shortened)) else { preconditionFailure("the prefix was checked") }
        return name
    }

    /// Whether a name has the form of a shortened one: 64 characters, the last of them a hyphen and a digest.
    private static func looksShortened(_ name: String) -> Bool {
        name.utf8.count == 64 && name.dropLast(12).hasSuffix("-") && name.suffix(12).allSatisfy(\.isHexDigit)
    }

    /// The ARN of a user's role in the broker's account.
    package func roleARN(for userName: UserName, of broker: BrokerIdentity) -> ARN {
        let text = "arn:\(broker.partition.name):iam::\(broker.account):role\(path)\(roleName(for: userName))"
        guard let arn = ARN(text) else { preconditionFailure("an ARN made of checked parts is one") }
        return arn
    }

    /// Whether a role is one that these names could have made.
    package func owns(_ arn: ARN) -> Bool {
        arn.service == "iam" && arn.resource.hasPrefix("role\(path)\(prefix)")
            && !arn.resource.dropFirst("role\(path)".count).contains("/")
    }

    /// The user whose role this is, by its description or by its name without the prefix.
    ///
    /// Nil for a name that may have been shortened where no description tells of what, and where the description names a
    /// user whose role has another name here: that role is of another installation, with a longer prefix.
    package func userName(of role: Role) -> UserName? {
        if let named = role.describedUserName {
            return roleName(for: named).isSame(as: role.roleName) ? named : nil
        }
        let name = role.roleName.description
        guard name.utf8.count < 64 else { return nil }
        return UserName(String(name.dropFirst(prefix.count)))
    }

    // MARK: Policies

    /// How the names of Latchkey's own policies begin.
    static let ownPolicyPrefix = "latchkey-"

    /// The ARN of a policy that Latchkey makes for a role. Its name follows from its document, so a policy never changes:
    /// another document is another policy.
    func ownPolicyARN(for roleName: RoleName, holding document: PolicyDocument, of broker: BrokerIdentity) -> ARN {
        let role = policyMark(of: roleName)
        let content = Hexadecimal.encode(Array(SHA256.digest(document.minified).prefix(12)))
        let name = "\(Self.ownPolicyPrefix)\(role)-\(content)"
        guard let arn = ARN("arn:\(broker.partition.name):iam::\(broker.account):policy\(path)\(name)") else {
            preconditionFailure("an ARN made of checked parts is one")
        }
        return arn
    }

    /// What the names of a role's own policies have between prefix and content: 12 hexadecimal digits.
    package func policyMark(of roleName: RoleName) -> String {
        Hexadecimal.encode(Array(SHA256.digest(roleName.description.lowercased()).prefix(6)))
    }

    /// The ``policyMark(of:)`` of the role that a policy was made for; nil for a policy whose name or path isn't of the
    /// form of Latchkey's own.
    package func policyMark(of policy: ARN) -> String? {
        guard ownsPolicy(policy) else { return nil }
        let parts = policy.resourceName.dropFirst(Self.ownPolicyPrefix.count).split(
            separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [12, 24],
            parts.allSatisfy({ $0.utf8.allSatisfy("0123456789abcdef".utf8.contains) })
        else { return nil }
        return String(parts[0])
    }

    /// Whether a policy is one that Latchkey made for a role.
    package func ownsPolicy(_ arn: ARN) -> Bool { Self.isOwnPolicy(arn, at: path) }

    /// Whether a policy is one that Latchkey made for a role at this path.
    static func isOwnPolicy(_ arn: ARN, at path: Path) -> Bool {
        arn.service == "iam" && arn.accountID != nil && arn.resource.hasPrefix("policy\(path)\(ownPolicyPrefix)")
            && !arn.resource.dropFirst("policy\(path)".count).contains("/")
    }
}

extension Role {
    /// How the description of a mirrored role begins; the user's name and a full stop follow.
    static let descriptionPrefix = "Mirrors the IAM user "

    /// The user whom the description of a mirrored role names.
    var describedUserName: UserName? {
        guard let description, description.hasPrefix(Self.descriptionPrefix) else { return nil }
        let word = description.dropFirst(Self.descriptionPrefix.count).prefix { $0 != " " }
        return word.hasSuffix(".") ? UserName(String(word.dropLast())) : nil
    }
}

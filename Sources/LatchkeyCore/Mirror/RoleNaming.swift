package import AWS
import Cryptography
import Formats
import IAMPolicy

/// How mirrored roles are called, and where they stand.
package struct RoleNaming: Sendable, Equatable {
    package var prefix: String
    package var path: Path

    /// Nil unless names beginning with `prefix` can be role names, with room for a user's.
    package init?(prefix: String, path: Path) {
        guard prefix.isEmpty || RoleName(prefix) != nil, prefix.utf8.count <= 32 else { return nil }
        self.prefix = prefix
        self.path = path
    }

    /// The name of a user's role: prefix and user name; where that is longer than IAM's 64 characters, or looks as if it
    /// had been, its end gives way to a digest of the whole user name. So nobody can be called like another's role.
    package func roleName(for userName: UserName) -> RoleName {
        let whole = prefix + userName.description
        if let name = RoleName(whole), !Self.looksShortened(whole) { return name }
        // IAM names are one regardless of case, so the digest is too.
        let digest = Hexadecimal.encode(Array(SHA256.digest(userName.description.lowercased()).prefix(6)))
        let shortened = whole.prefix(64 - digest.count - 1) + "-" + digest
        guard let name = RoleName(String(shortened)) else { preconditionFailure("the prefix was checked") }
        return name
    }

    /// Whether a name is of the form that shortened ones have: 64 characters, the last of them a hyphen and a digest.
    private static func looksShortened(_ name: String) -> Bool {
        name.utf8.count == 64 && name.dropLast(12).hasSuffix("-") && name.suffix(12).allSatisfy(\.isHexDigit)
    }

    /// The ARN of a user's role in the broker's account.
    package func roleARN(for userName: UserName, of broker: BrokerIdentity) -> ARN {
        let text = "arn:\(broker.partition.name):iam::\(broker.account):role\(path)\(roleName(for: userName))"
        guard let arn = ARN(text) else { preconditionFailure("an ARN made of checked parts is one") }
        return arn
    }

    /// The ARN of a policy that Latchkey makes for a role. Its name follows from what it says: one that says something else
    /// is another policy, and none is ever changed.
    func ownPolicyARN(for roleName: RoleName, holding document: PolicyDocument, of broker: BrokerIdentity) -> ARN {
        let role = policyMark(of: roleName)
        let content = Hexadecimal.encode(Array(SHA256.digest(document.minified).prefix(12)))
        let name = "\(Self.ownPolicyPrefix)\(role)-\(content)"
        guard let arn = ARN("arn:\(broker.partition.name):iam::\(broker.account):policy\(path)\(name)") else {
            preconditionFailure("an ARN made of checked parts is one")
        }
        return arn
    }

    /// What the names of a role's own policies have between prefix and content.
    func policyMark(of roleName: RoleName) -> String {
        Hexadecimal.encode(Array(SHA256.digest(roleName.description.lowercased()).prefix(6)))
    }

    /// The ``policyMark(of:)`` of the role that a policy was made for; nil for one whose name or path isn't as Latchkey's.
    func policyMark(of policy: ARN) -> String? {
        guard ownsPolicy(policy) else { return nil }
        let parts = policy.resourceName.dropFirst(Self.ownPolicyPrefix.count).split(
            separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [12, 24],
            parts.allSatisfy({ $0.utf8.allSatisfy("0123456789abcdef".utf8.contains) })
        else { return nil }
        return String(parts[0])
    }

    /// How the names of Latchkey's own policies begin.
    static let ownPolicyPrefix = "latchkey-"

    /// Whether a policy is one that Latchkey made for a role.
    package func ownsPolicy(_ arn: ARN) -> Bool {
        arn.service == "iam" && arn.accountID != nil && arn.resource.hasPrefix("policy\(path)\(Self.ownPolicyPrefix)")
            && !arn.resource.dropFirst("policy\(path)".count).contains("/")
    }

    /// Whether a role is one that these names could have made.
    package func owns(_ arn: ARN) -> Bool {
        arn.service == "iam" && arn.resource.hasPrefix("role\(path)\(prefix)")
            && !arn.resource.dropFirst("role\(path)".count).contains("/")
    }
}

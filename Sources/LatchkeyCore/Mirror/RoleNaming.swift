package import AWS
import Cryptography

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

    /// The name of a user's role: prefix and user name; where that is longer than IAM's 64 characters, its end gives way
    /// to a digest of the whole user name.
    package func roleName(for userName: UserName) -> RoleName {
        let whole = prefix + userName.description
        if let name = RoleName(whole) { return name }
        // IAM names are one regardless of case, so the digest is too.
        let digest = Hexadecimal.encode(Array(SHA256.digest(userName.description.lowercased()).prefix(6)))
        let shortened = whole.prefix(64 - digest.count - 1) + "-" + digest
        guard let name = RoleName(String(shortened)) else { preconditionFailure("the prefix was checked") }
        return name
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
}

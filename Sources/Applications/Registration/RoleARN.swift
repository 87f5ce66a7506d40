package import AWS
import Formats
import IdentityProofs

/// The ARN of a role, of any account, with its path: `arn:aws:iam::123456789012:role/access/tenants`.
package struct RoleARN: Sendable, Equatable, CustomStringConvertible {
    package let arn: ARN
    package let partition: Partition
    package let account: AccountID
    package let name: RoleName

    package var description: String { arn.rawValue }

    /// What tells two roles apart. The path isn't part of it, nor the case: an account has one role of a name.
    package var key: String {
        let name = String(decoding: name.rawValue.utf8.map(\.asciiLowercased), as: UTF8.self)
        return "\(partition.name):\(account):\(name)"
    }

    /// Nil unless `text` is the ARN of a role in a partition that is known.
    package init?(_ text: String) {
        guard let arn = ARN(text), arn.service == "iam", let found = IAMIdentity(arn: arn, userID: nil),
            found.kind == .role, let name = found.name.flatMap({ RoleName($0) })
        else { return nil }
        self.arn = arn
        self.name = name
        partition = found.partition
        account = found.account
    }

    /// The role of this name and without a path, in the account of an application. Nil for a service, which has none.
    package init?(_ name: RoleName, beside application: ApplicationIdentity) {
        guard let partition = application.partition, let account = application.account else { return nil }
        self.init("arn:\(partition.name):iam::\(account):role/\(name)")
    }
}

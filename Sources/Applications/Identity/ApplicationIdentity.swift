package import AWS
import Formats
package import IdentityProofs

/// Who an application is: an IAM user or role, or a service that nginx's sign-on has named.
///
/// The path of a user or role isn't part of it: two roles of an account can't have one name, whatever their paths, and the ARN
/// of a session doesn't have the path. A user and a role of one name are two.
package struct ApplicationIdentity: Sendable, CustomStringConvertible {
    /// What kind of name it is. Each kind has names of its own.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case user
        case role
        /// A name that the sign-on gave, such as that of a client certificate.
        case sso
    }

    package let kind: Kind
    package let name: String
    /// Nil of a service, as is the account.
    package let partition: Partition?
    package let account: AccountID?

    /// `aws:123456789012:role:deploy`, `aws:123456789012:user:alice`, `sso:billing`. No part can have a colon.
    package let description: String

    /// What tells two applications apart. IAM doesn't regard the case of names, a sign-on may.
    package let key: String

    /// A user or role. Nil of everybody else: the root of an account, a federated user.
    package init?(_ identity: IAMIdentity) {
        guard let name = identity.name else { return nil }
        switch identity.kind {
        case .user: self.init(.user, name, identity.partition, identity.account)
        case .role: self.init(.role, name, identity.partition, identity.account)
        case .root, .federatedUser: return nil
        }
    }

    private init(_ kind: Kind, _ name: String, _ partition: Partition?, _ account: AccountID?) {
        self.kind = kind
        self.name = name
        self.partition = partition
        self.account = account
        let place = partition.flatMap { partition in account.map { "\(partition.name):\($0.rawValue):" } } ?? ""
        description = place + kind.rawValue + ":" + name
        key = kind == .sso ? description : String(decoding: description.utf8.map(\.asciiLowercased), as: UTF8.self)
    }

    /// A service by the name that the sign-on gave. Nil unless it is 1 to 64 characters of `[\w+=,.@-]`.
    package init?(service name: String) {
        guard UserName(name) != nil else { return nil }
        self.init(.sso, name, nil, nil)
    }

    /// Reads ``description``.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        switch parts.count {
        case 2 where parts[0] == Kind.sso.rawValue: self.init(service: parts[1])
        case 4:
            guard let partition = Partition(rawValue: parts[0]), let account = AccountID(parts[1]),
                let kind = Kind(rawValue: parts[2]), kind != .sso, UserName(parts[3]) != nil
            else { return nil }
            self.init(kind, parts[3], partition, account)
        default: return nil
        }
    }
}

extension ApplicationIdentity: Hashable {
    package static func == (left: Self, right: Self) -> Bool { left.key == right.key }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

package import AWS
import Formats

/// Who somebody is in AWS: the parts of a principal's ARN, and its unique ID.
package struct IAMIdentity: Sendable, Hashable {
    /// What kind of principal it is. Each has names of its own: a user and a role may be called the same.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case user
        case role
        case root
        case federatedUser = "federated-user"
    }

    package let kind: Kind
    /// As AWS gave it: of a user `arn:aws:iam::123456789012:user/division/alice`, of a session of a role
    /// `arn:aws:sts::123456789012:assumed-role/role/session`.
    package let arn: ARN
    package let partition: Partition
    package let account: AccountID
    /// The path of a user; nil where the ARN has none, as that of a session.
    package let path: Path?
    /// The name of the user, the role or the federated user; nil of the account's root.
    package let name: String?
    /// The name of the session of a role; nil of everybody else, and where only the role is known.
    package let sessionName: String?
    /// The ID that no other principal gets, even if it has the same name later: `AIDA…`, `AROA…`. The account's root has
    /// the account's number; nil where AWS doesn't tell it.
    package let uniqueID: String?

    /// Takes the identity from STS's answer; nil when the parts of the answer contradict each other, or it is of a form that
    /// isn't known.
    package init?(_ caller: CallerIdentity) {
        self.init(arn: caller.arn, userID: caller.userID)
        guard account == caller.account else { return nil }
    }

    /// - Parameters:
    ///   - arn: the principal's ARN.
    ///   - userID: the unique ID as STS gives it: of a session `AROA…:session`, of a federated user `123456789012:name`; nil
    ///     if it isn't known.
    package init?(arn: ARN, userID: String?) {
        guard let partition = Partition(rawValue: arn.partition), let account = arn.accountID, arn.region.isEmpty else {
            return nil
        }
        let parts = Self.parts(of: arn.resource, separator: UInt8(ascii: "/"))
        guard let found = Self.principal(arn.service, parts) else { return nil }
        self.arn = arn
        self.partition = partition
        self.account = account
        (kind, path, name, sessionName) = found
        if let userID {
            guard let id = Self.uniqueID(userID, of: found.kind, account, found.name, found.session) else { return nil }
            uniqueID = id
        } else {
            uniqueID = nil
        }
    }

    private typealias Principal = (kind: Kind, path: Path?, name: String?, session: String?)

    private static func principal(_ service: String, _ parts: [String]) -> Principal? {
        switch (service, parts[0], parts.count) {
        case ("iam", "root", 1): (.root, nil, nil, nil)
        case ("iam", "user", 2...): named(.user, parts)
        case ("iam", "role", 2...): named(.role, parts)
        case ("sts", "assumed-role", 3):
            RoleName(parts[1]) == nil || RoleSessionName(parts[2]) == nil ? nil : (.role, nil, parts[1], parts[2])
        case ("sts", "federated-user", 2): isName(parts[1], 2...32) ? (.federatedUser, nil, parts[1], nil) : nil
        default: nil
        }
    }

    private static func parts(of text: String, separator: UInt8) -> [String] {
        text.utf8.split(separator: separator, omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    /// A user or a role: `user/division/team/alice`.
    private static func named(_ kind: Kind, _ parts: [String]) -> Principal? {
        guard let name = parts.last, isName(name, 1...64) else { return nil }
        let folders = parts.dropFirst().dropLast()
        guard !folders.contains(""), let path = Path("/" + folders.map { $0 + "/" }.joined()) else { return nil }
        return (kind, path, name, nil)
    }

    private static func isName(_ text: String, _ lengths: ClosedRange<Int>) -> Bool {
        lengths.contains(text.utf8.count) && text.utf8.allSatisfy(\.isNameByte)
    }

    /// The ID without what is behind the colon, which has to be what the ARN says.
    private static func uniqueID(
        _ userID: String, of kind: Kind, _ account: AccountID, _ name: String?, _ session: String?
    ) -> String? {
        let parts = parts(of: userID, separator: UInt8(ascii: ":"))
        let isID = (1...128).contains(parts[0].utf8.count) && parts[0].utf8.allSatisfy(\.isWordByte)
        switch kind {
        case .user: return isID && parts.count == 1 ? userID : nil
        case .role: return isID && (parts.count == 1 || parts.count == 2 && parts[1] == session) ? parts[0] : nil
        case .root: return userID == account.rawValue ? userID : nil
        case .federatedUser: return parts == [account.rawValue, name] ? userID : nil
        }
    }
}

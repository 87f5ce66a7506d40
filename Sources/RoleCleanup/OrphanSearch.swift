import AWS
import Concurrency
import FoundationEssentials
import RoleMirror
import RoleRecords

/// Finds roles that no record tells of: the record was lost.
///
/// A role's path and name say whether it may be Latchkey's, its tag whether it is. The record of a role
/// that was made within the last hour may be about to be written, unless the role's user is gone.
struct OrphanSearch: Sendable {
    /// The age from which a role without a record is an orphan, in seconds.
    static let grace: TimeInterval = 3_600
    /// The age from which a role without a record is an orphan when its user isn't on IAM's list, in seconds: the list may
    /// lack a user who has just been made.
    static let graceWithoutUser: TimeInterval = 60

    private let iam: IAM
    private let records: RoleRecordTable
    private let naming: RoleNaming
    private let timekeeper: Timekeeper

    init(iam: IAM, records: RoleRecordTable, naming: RoleNaming, timekeeper: Timekeeper) {
        self.iam = iam
        self.records = records
        self.naming = naming
        self.timekeeper = timekeeper
    }

    /// The roles that had no record while the table was read, by ARN. IAM's list doesn't say which of them Latchkey made;
    /// see ``owner(of:)``.
    func orphans() async throws(AWSError) -> [RemovalCandidate] {
        // By ARN in lower case, as IAM compares names without regard to case.
        var roles = try await oldRoles()
        guard !roles.isEmpty else { return [] }
        var pages = records.all()
        while let page = try await pages.next() {
            for record in page { roles[record.roleARN.lowercased()] = nil }
        }
        return roles.values.map { role in
            RemovalCandidate(
                userName: naming.userName(of: role)?.description, roleARN: role.arn.description, reason: .orphaned)
        }.sorted { $0.roleARN < $1.roleARN }
    }

    /// The roles that are old enough, by ARN in lower case.
    private func oldRoles() async throws(AWSError) -> [String: Role] {
        let now = timekeeper.now()
        var old: [Role] = []
        var young: [(role: Role, userName: UserName)] = []
        var pages = RoleReader(iam: iam, naming: naming).all()
        while let page = try await pages.next() {
            for role in page {
                if role.createDate < now - Self.grace {
                    old.append(role)
                } else if role.createDate < now - Self.graceWithoutUser, let userName = naming.userName(of: role) {
                    young.append((role, userName))
                }
            }
        }
        if !young.isEmpty {
            let users = try await UserReader(iam: iam).names()
            old += young.filter { !users.contains($0.userName.description.lowercased()) }.map(\.role)
        }
        return Dictionary(old.map { ($0.arn.description.lowercased(), $0) }) { $1 }
    }

    /// Whose role an orphan is, by Latchkey's tag; nil where nothing says that Latchkey made it.
    ///
    /// - Throws: also `NoSuchEntity` when the role is gone.
    func owner(of orphan: RemovalCandidate) async throws(AWSError) -> UserName? {
        guard let roleName = ARN(orphan.roleARN).flatMap({ RoleName($0.resourceName) }) else { return nil }
        let role = try await iam.getRole(roleName: roleName)
        guard let owner = naming.markedUser(of: role) else { return nil }
        return RoleClaim(of: owner, record: nil, naming: naming).covers(role) ? owner : nil
    }
}

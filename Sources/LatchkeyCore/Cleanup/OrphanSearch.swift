package import AWS
package import FoundationEssentials

/// Finds roles that no record tells of: what is left when a record was lost, or when himeko died before it wrote one.
///
/// Path and prefix say whose they are. A role that has stood for less than the grace may just be about to get its record.
package struct OrphanSearch: Sendable {
    /// In seconds.
    package static let grace: TimeInterval = 3_600
    /// Roles on a page of IAM's list: each comes with its trust policy.
    private static let rolesPerPage = 200

    private let iam: IAM
    private let records: RoleRecords
    private let naming: RoleNaming
    private let timekeeper: Timekeeper

    package init(iam: IAM, records: RoleRecords, naming: RoleNaming, timekeeper: Timekeeper = .system) {
        self.iam = iam
        self.records = records
        self.naming = naming
        self.timekeeper = timekeeper
    }

    /// The roles that had no record while the table was read, each with the user whom its name or description tells.
    func orphans() async throws(AWSError) -> [RoleCleanup.Candidate] {
        var candidates = try await oldRoles()
        guard !candidates.isEmpty else { return [] }
        var pages = records.all()
        while let page = try await pages.next() {
            for record in page {
                candidates[record.roleARN.lowercased()] = nil
            }
        }
        return candidates.values.sorted { $0.roleARN < $1.roleARN }
    }

    /// By their ARNs in lower case, as IAM's names are one regardless of case.
    private func oldRoles() async throws(AWSError) -> [String: RoleCleanup.Candidate] {
        let youngest = timekeeper.now() - Self.grace
        var found: [String: RoleCleanup.Candidate] = [:]
        var marker: String?
        repeat {
            let page = try await iam.listRolesPage(
                pathPrefix: naming.path, maxItems: Self.rolesPerPage, marker: marker)
            for role in page.roles where naming.owns(role.arn) && role.createDate < youngest {
                guard let userName = Self.userName(of: role, naming) else { continue }
                found[role.arn.description.lowercased()] = RoleCleanup.Candidate(
                    userName: userName.description, roleARN: role.arn.description, reason: .orphaned)
            }
            marker = page.marker
        } while marker != nil
        return found
    }

    /// The user whose role this is: what the description says if it agrees with the name, or the name without its prefix.
    /// Nil for a name that may have been shortened, and nothing tells of what.
    static func userName(of role: Role, _ naming: RoleNaming) -> UserName? {
        let introduction = "Mirrors the IAM user "
        if let description = role.description, description.hasPrefix(introduction) {
            let word = description.dropFirst(introduction.count).prefix { $0 != " " }
            if word.hasSuffix("."), let named = UserName(String(word.dropLast())),
                naming.roleName(for: named).description.lowercased() == role.roleName.description.lowercased()
            {
                return named
            }
        }
        let name = role.roleName.description
        guard name.utf8.count < 64 else { return nil }
        return UserName(String(name.dropFirst(naming.prefix.count)))
    }
}

package import AWS

/// The roles that are Latchkey's by path and prefix, page by page of IAM's list.
package struct RolePages: Sendable {
    /// Roles on one page. Each comes with its trust policy.
    private static let rolesPerPage = 200

    private let iam: IAM
    private let naming: RoleNaming
    private var marker: String?
    private var isLast = false

    init(iam: IAM, naming: RoleNaming) {
        self.iam = iam
        self.naming = naming
    }

    /// The next page, which may be empty; nil after the last one.
    package mutating func next() async throws(AWSError) -> [Role]? {
        guard !isLast else { return nil }
        let page = try await iam.listRolesPage(
            pathPrefix: naming.path, maxItems: Self.rolesPerPage, marker: marker)
        marker = page.marker
        isLast = marker == nil
        return page.roles.filter { naming.owns($0.arn) }
    }
}

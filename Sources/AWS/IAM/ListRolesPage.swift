/// One page of a list of roles.
package struct ListRolesPage: Sendable, Hashable {
    package var roles: [Role]
    /// Where the next page begins; nil on the last page.
    package var marker: String?

    package init(roles: [Role], marker: String? = nil) {
        self.roles = roles
        self.marker = marker
    }
}

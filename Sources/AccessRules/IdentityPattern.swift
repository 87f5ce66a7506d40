package import AWS
package import IdentityProofs

/// A pattern for principals. Each member that is there has to match; a member that the principal doesn't have matches nothing.
package struct IdentityPattern: Sendable, Hashable {
    package var partition: TextPattern?
    package var account: TextPattern?
    package var kind: IAMIdentity.Kind?
    /// The IAM path of a user or role. The ARN of a session has none.
    package var path: TextPattern?
    /// The name of a user or role, without regard to case.
    package var name: TextPattern?
    /// The name of a role's session, which whoever assumes the role chooses.
    package var session: TextPattern?
    /// The ID of the organization.
    package var organization: TextPattern?
    /// The path of the organizational unit.
    package var organizationalUnit: TextPattern?
    /// The principal's tags.
    package var tags: [String: TextPattern]

    package init(
        partition: TextPattern? = nil, account: TextPattern? = nil, kind: IAMIdentity.Kind? = nil,
        path: TextPattern? = nil, name: TextPattern? = nil, session: TextPattern? = nil,
        organization: TextPattern? = nil, organizationalUnit: TextPattern? = nil, tags: [String: TextPattern] = [:]
    ) {
        self.partition = partition
        self.account = account
        self.kind = kind
        self.path = path
        self.name = name
        self.session = session
        self.organization = organization
        self.organizationalUnit = organizationalUnit
        self.tags = tags
    }

    package func matches(_ proven: ProvenIdentity) -> Bool {
        let identity = proven.identity
        let facts = proven.organization
        return (kind == nil || kind == identity.kind)
            && Self.matches(partition, identity.partition.name)
            && Self.matches(account, identity.account.rawValue)
            && Self.matches(path, identity.path?.rawValue)
            && Self.matches(name, identity.name, identity.kind == .federatedUser ? .counts : .ignored)
            && Self.matches(session, identity.sessionName)
            && Self.matches(organization, facts?.id)
            && (organizationalUnit.map { pattern in facts?.paths.contains { pattern.matches($0) } ?? false } ?? true)
            && tags.allSatisfy { Self.matches($0.value, facts?.principalTags[$0.key]) }
    }

    private static func matches(_ pattern: TextPattern?, _ text: String?, _ letters: TextPattern.Case = .counts) -> Bool
    {
        guard let pattern else { return true }
        return text.map { pattern.matches($0, letters) } ?? false
    }
}

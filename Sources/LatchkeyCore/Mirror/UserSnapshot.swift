package import AWS

/// What IAM says of a user, as far as a role can mirror it.
package struct UserSnapshot: Sendable, Equatable {
    /// An inline policy and whose it is.
    package struct InlinePolicy: Sendable, Equatable {
        /// The group it belongs to; nil for the user's own.
        package var group: String?
        package var name: String
        /// The document, decoded.
        package var document: String

        package init(group: String? = nil, name: String, document: String) {
            self.group = group
            self.name = name
            self.document = document
        }

        /// The policy as a person would name it.
        package var title: String { group.map { "\(name) of the group \($0)" } ?? name }
    }

    package var user: User
    package var inlinePolicies: [InlinePolicy]
    /// The managed policies of the user and of all groups; one may come more than once.
    package var managedPolicies: [ARN]

    package init(user: User, inlinePolicies: [InlinePolicy], managedPolicies: [ARN]) {
        self.user = user
        self.inlinePolicies = inlinePolicies
        self.managedPolicies = managedPolicies
    }
}

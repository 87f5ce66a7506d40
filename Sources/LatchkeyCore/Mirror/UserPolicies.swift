package import AWS

/// What IAM says of a user's policies.
package struct UserPolicies: Sendable, Equatable {
    /// An inline policy and whose it is.
    package struct Inline: Sendable, Equatable {
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

    package var inline: [Inline]
    /// The managed policies of the user and of all groups.
    package var managed: Set<ARN>
    /// The documents of the managed policies and of the permissions boundary.
    package var documents: [ARN: String]

    package init(inline: [Inline], managed: Set<ARN>, documents: [ARN: String]) {
        self.inline = inline
        self.managed = managed
        self.documents = documents
    }
}

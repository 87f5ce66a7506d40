package import AWS

/// What a user is at one time: the IAM user and every policy that applies to them, as IAM has them.
package struct UserSnapshot: Sendable, Equatable {
    /// An inline policy of the user or of one of their groups.
    package struct Inline: Sendable, Equatable {
        /// The group that it belongs to; nil for the user's own.
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
    /// The inline policies of the user and of all groups.
    package var inline: [Inline]
    /// The managed policies of the user and of all groups.
    package var managed: Set<ARN>
    /// The documents of the managed policies and of the permissions boundary.
    package var documents: [ARN: String]

    package init(user: User, inline: [Inline] = [], managed: Set<ARN> = [], documents: [ARN: String] = [:]) {
        self.user = user
        self.inline = inline
        self.managed = managed
        self.documents = documents
    }
}

package import AWS

/// An access key as its owner sees it in the list.
package struct ListedAccessKey: Sendable {
    package var metadata: AccessKeyMetadata
    /// Nil when it couldn't be found out.
    package var lastUsed: AccessKeyLastUsed?

    package init(metadata: AccessKeyMetadata, lastUsed: AccessKeyLastUsed?) {
        self.metadata = metadata
        self.lastUsed = lastUsed
    }
}

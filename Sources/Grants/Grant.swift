package import AWS
import Secrets

/// Credentials that an application got for its user.
package struct Grant: Sendable, Hashable {
    package var credentials: Credentials
    /// The session's tags, in the order of their mappings.
    package var tags: [Tag]
    /// The keys of the optional tags that AWS had no room for, in the order of their mappings.
    package var droppedTags: [String]
    /// How much of the space for session policy and tags is used, in percent; nil if AWS doesn't say.
    package var packedPolicySize: Int?

    package init(credentials: Credentials, tags: [Tag], droppedTags: [String] = [], packedPolicySize: Int? = nil) {
        self.credentials = credentials
        self.tags = tags
        self.droppedTags = droppedTags
        self.packedPolicySize = packedPolicySize
    }

    /// About how many bytes it takes in memory: the texts, and what stands around each.
    var byteCount: Int {
        let texts = tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 96 }
        let credentialBytes = 512 + (credentials.sessionToken?.withBytes { $0.count } ?? 0)
        return credentialBytes + texts + droppedTags.reduce(0) { $0 + $1.utf8.count + 48 }
    }
}

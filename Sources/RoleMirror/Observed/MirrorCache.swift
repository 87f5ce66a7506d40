import AWS

/// What a process remembers of the users that it mirrored, so that it reads the next ones with fewer calls.
package struct MirrorCache: Sendable {
    /// An account has some thousand managed policies, of which people hold a few hundred.
    let documents = BoundedCache<ARN, CachedDocument>(bound: 1_000)
    /// The groups that users were in when they were last read: a hint for what to read at once. IAM's answer decides.
    let groups = BoundedCache<UserName, [GroupName]>(bound: 10_000)

    package init() {}
}

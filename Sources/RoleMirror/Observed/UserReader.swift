package import AWS
import Concurrency

/// Looks up users and reads their policies. Nothing here writes.
package struct UserReader: Sendable {
    let iam: IAM
    private let cache: MirrorCache

    /// - Parameters:
    ///   - iam: for one login or clean-up.
    ///   - cache: shared by the whole process.
    package init(iam: IAM, cache: MirrorCache = MirrorCache()) {
        self.iam = iam
        self.cache = cache
    }

    // MARK: Looking up

    /// The IAM user behind a caller's name, whatever its case.
    ///
    /// - Throws: ``RoleMirrorError/userNotFound(_:removed:)`` when there is none. What the user left behind stays; see
    ///   ``RoleRemoval``.
    package func user(named name: UserName) async throws(RoleMirrorError) -> User {
        let user = try await mappingAWSErrors { () throws(AWSError) in try await iam.user(inAnyCase: name) }
        guard let user else { throw .userNotFound(name) }
        return user
    }

    /// The name of a user as IAM spells it, for a name that IAM doesn't find: before a user counts as gone, their name is
    /// looked for in the list of all users, whatever its case.
    ///
    /// - Throws: ``RoleMirrorError/userNotFound(_:removed:)`` when no user has this name in another case.
    package func canonicalName(of name: UserName) async throws(RoleMirrorError) -> UserName {
        let canonical = try await mappingAWSErrors { () throws(AWSError) in try await iam.canonicalUserName(of: name) }
        guard let canonical, canonical != name else { throw .userNotFound(name) }
        return canonical
    }

    /// The names of all users, in lower case.
    package func names() async throws(AWSError) -> Set<String> {
        Set(try await iam.listUsers().map { $0.userName.description.lowercased() })
    }

    /// Whether there is a user of this name now; IAM's list may lag behind.
    package func exists(_ userName: UserName) async throws(AWSError) -> Bool {
        do throws(AWSError) {
            _ = try await iam.getUser(userName: userName)
            return true
        } catch  where error.isNoSuchEntity {
            return false
        }
    }

    // MARK: Policies

    /// Reads everything about a user that a role can mirror. Two round trips deep, however many policies there are; one
    /// more where a group of theirs isn't cached, and one more where a managed policy has a version that isn't cached, or
    /// was made a moment ago.
    ///
    /// - Throws: also `NoSuchEntity` when something was deleted while it was read.
    func snapshot(of name: UserName, _ managed: ManagedPolicyReader) async throws(AWSError) -> UserSnapshot {
        async let groups = outcome { () throws(AWSError) in try await groupPolicies(of: name, managed) }
        async let inline = outcome { () throws(AWSError) in try await inlinePolicies(of: name) }
        async let attached = outcome { () throws(AWSError) in
            try await managed.read(try await iam.listAttachedUserPolicies(userName: name).map(\.policyARN))
        }
        // The user is read again here, so that the rest need not wait until the boundary is known.
        async let boundary = outcome { () throws(AWSError) in
            let user = try await iam.getUser(userName: name)
            return (user, try await managed.read([user.permissionsBoundary].compactMap { $0 }))
        }
        let (inherited, own, direct) = (try await groups.get(), try await inline.get(), try await attached.get())
        let (user, bounds) = try await boundary.get()
        var documents = direct
        for group in inherited { documents.merge(group.managed) { $1 } }
        return UserSnapshot(
            user: user, inline: own + inherited.flatMap(\.inline), managed: Set(documents.keys),
            documents: documents.merging(bounds) { $1 })
    }

    private func inlinePolicies(of name: UserName) async throws(AWSError) -> [UserSnapshot.Inline] {
        try await concurrentMap(try await iam.listUserPolicies(userName: name)) { policy throws(AWSError) in
            UserSnapshot.Inline(
                name: policy.rawValue, document: try await iam.getUserPolicy(userName: name, policyName: policy))
        }
    }

    private typealias GroupPolicies = (inline: [UserSnapshot.Inline], managed: [ARN: String])

    private func groupPolicies(
        of userName: UserName, _ managed: ManagedPolicyReader
    ) async throws(AWSError) -> [GroupPolicies] {
        // The groups that the user was in before are read while IAM is asked which ones they are in now.
        let cached = cache.groups[userName] ?? []
        async let early = concurrentMap(cached) { group in
            (group, await outcome { () throws(AWSError) in try await policies(of: group, managed) })
        }
        let names = try await iam.listGroupsForUser(userName: userName).map(\.groupName)
        cache.groups[userName] = names
        let further = try await concurrentMap(names.filter { !cached.contains($0) }) { group throws(AWSError) in
            try await policies(of: group, managed)
        }
        var found = further
        for (group, policies) in await early where names.contains(group) { found.append(try policies.get()) }
        return found
    }

    private func policies(
        of group: GroupName, _ managed: ManagedPolicyReader
    ) async throws(AWSError) -> GroupPolicies {
        async let attached = outcome { () throws(AWSError) in
            try await managed.read(try await iam.listAttachedGroupPolicies(groupName: group).map(\.policyARN))
        }
        let inline = try await concurrentMap(try await iam.listGroupPolicies(groupName: group)) {
            policy throws(AWSError) in
            UserSnapshot.Inline(
                group: group.rawValue, name: policy.rawValue,
                document: try await iam.getGroupPolicy(groupName: group, policyName: policy))
        }
        return (inline, try await attached.get())
    }
}

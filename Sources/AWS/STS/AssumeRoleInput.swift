/// The request of ``STS/assumeRole(_:)``.
package struct AssumeRoleInput: Sendable, Hashable {
    package var roleARN: ARN
    package var roleSessionName: RoleSessionName
    /// 900 to the role's MaxSessionDuration; at most 3,600 for who is a session already; nil for 3,600.
    package var durationSeconds: Int?
    /// Needs `sts:SetSourceIdentity` in the trust policy.
    package var sourceIdentity: SourceIdentity?
    /// A session policy as JSON, at most 2,048 characters.
    package var policy: String?
    /// Managed policies as session policies, at most 10.
    package var policyARNs: [ARN]
    /// At most 50; needs `sts:TagSession` in the trust policy.
    package var tags: [Tag]
    /// The keys of those tags that go on into chained sessions.
    package var transitiveTagKeys: [String]
    package var externalID: String?

    package init(
        roleARN: ARN, roleSessionName: RoleSessionName, durationSeconds: Int? = nil,
        sourceIdentity: SourceIdentity? = nil, policy: String? = nil, policyARNs: [ARN] = [], tags: [Tag] = [],
        transitiveTagKeys: [String] = [], externalID: String? = nil
    ) {
        self.roleARN = roleARN
        self.roleSessionName = roleSessionName
        self.durationSeconds = durationSeconds
        self.sourceIdentity = sourceIdentity
        self.policy = policy
        self.policyARNs = policyARNs
        self.tags = tags
        self.transitiveTagKeys = transitiveTagKeys
        self.externalID = externalID
    }
}

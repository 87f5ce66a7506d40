/// The parameters of ``STS/assumeRole(_:)``.
///
/// Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
package struct AssumeRoleInput: Sendable, Hashable {
    package var roleARN: ARN
    package var roleSessionName: RoleSessionName
    /// From 900 to the role's MaxSessionDuration, but at most 3,600 if a role session signs the call; nil for 3,600.
    package var durationSeconds: Int?
    /// The trust policy must allow `sts:SetSourceIdentity`.
    package var sourceIdentity: SourceIdentity?
    /// A session policy as JSON, of at most 2,048 characters.
    package var policy: String?
    /// Managed policies that apply as session policies; at most 10.
    package var policyARNs: [ARN]
    /// At most 50. The trust policy must allow `sts:TagSession`.
    package var tags: [Tag]
    /// The keys of those tags that sessions inherit which this session opens in turn.
    package var transitiveTagKeys: [String]
    package var externalID: String?
    /// The code of the caller's MFA device, where the trust policy wants one.
    package var mfa: MFACode?

    package init(
        roleARN: ARN, roleSessionName: RoleSessionName, durationSeconds: Int? = nil,
        sourceIdentity: SourceIdentity? = nil, policy: String? = nil, policyARNs: [ARN] = [], tags: [Tag] = [],
        transitiveTagKeys: [String] = [], externalID: String? = nil, mfa: MFACode? = nil
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
        self.mfa = mfa
    }
}

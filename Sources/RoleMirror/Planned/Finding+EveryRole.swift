import AWS
import IAMPolicy

extension Finding {
    /// What is true of every mirrored role.
    static let ofEveryRole: [Finding] = [
        Finding(
            .note, policy: nil,
            """
            The role can't change what Latchkey keeps: mirrored roles, Latchkey's own policies and its table. Otherwise a person \
            could give their role more than their user has. Make such changes with an access key.
            """),
        Finding(
            .note, policy: nil,
            """
            Resource policies (of buckets, keys, queues) that name the user don't name the role: the role isn't allowed what \
            only they allow to the user, and isn't denied what only they deny to the user. A Deny in them that exempts the \
            user through NotPrincipal applies to the role.
            """),
        Finding(
            .note, policy: nil,
            """
            Resource policies, policies of the organization (SCPs, RCPs) and policies of VPC endpoints apply to the role as \
            they do to the user, except where their conditions use aws:PrincipalArn, aws:PrincipalType, aws:userid, \
            aws:username, aws:MultiFactorAuthPresent, aws:MultiFactorAuthAge, aws:TokenIssueTime, aws:SourceIdentity or the \
            tag \(Tag.mirrorKey) in aws:PrincipalTag: such a Deny may apply to the user and not to the role, or to the role \
            and not to the user.
            """),
        Finding(
            .note, policy: nil,
            """
            AWS takes some calls, such as sts:GetSessionToken, only from a user's own access keys: the role can't make them. \
            From the role another role can be assumed only where sts:SetSourceIdentity is allowed as well, by the policies \
            here and by that role's trust policy, and for one hour at most.
            """),
    ]
}

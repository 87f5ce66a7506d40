/// Condition keys of all services, of IAM and of STS: enough to find what is misspelt.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
enum KnownConditionKeys {
    /// What is known of a key.
    enum Finding: Equatable {
        case known
        /// The key has no value by itself: the name of a tag has to follow.
        case needsTag
        /// It isn't known here whether there is such a key.
        case unknown(meant: String?)
    }

    /// Looks for a key. Keys have no case.
    static func find(_ key: String) -> Finding {
        let parts = key.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(Substring(parts[0])).lowercased()
        guard names[name] == nil else { return .known }
        if taggedNames.contains(where: { $0.lowercased() == name }) {
            return parts.count == 2 && !parts[1].isEmpty ? .known : .needsTag
        }
        guard ["aws", "iam", "sts"].contains(name.prefix { $0 != ":" }) else { return .known }
        return .unknown(meant: NearName.of(String(Substring(parts[0])), among: all))
    }

    /// Whether a request may have several values of the key, of which AWS makes no variable.
    static func hasSeveralValues(_ key: String) -> Bool { names[key.lowercased()] == .several }

    private enum Count {
        case one
        case several
    }

    private static let all = single + multiple + taggedNames
    private static let names = Dictionary(
        single.map { ($0.lowercased(), Count.one) } + multiple.map { ($0.lowercased(), Count.several) }
    ) { $1 }

    /// A tag's name follows, after a slash.
    private static let taggedNames = [
        "aws:PrincipalTag", "aws:RequestTag", "aws:ResourceTag", "iam:ResourceTag", "sts:RequestContext",
    ]

    private static let multiple = [
        "aws:CalledVia", "aws:PrincipalOrgPaths", "aws:PrincipalServiceNamesList", "aws:ResourceOrgPaths",
        "aws:SourceOrgPaths", "aws:TagKeys", "aws:VpceOrgPaths", "sts:IdentityTokenAudience",
        "sts:RequestContextProviders", "sts:TransitiveTagKeys",
    ]

    private static let single = [
        "aws:AssumedRoot", "aws:CalledViaAWSMCP", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:ChatbotSourceArn",
        "aws:CurrentTime", "aws:Ec2InstanceSourcePrivateIPv4", "aws:Ec2InstanceSourceVpc", "aws:EpochTime",
        "aws:FederatedProvider", "aws:IsMcpServiceAction", "aws:MultiFactorAuthAge", "aws:MultiFactorAuthPresent",
        "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalIsAWSService", "aws:PrincipalOrgID",
        "aws:PrincipalServiceName", "aws:PrincipalType", "aws:Referer", "aws:RequestedRegion", "aws:ResourceAccount",
        "aws:ResourceOrgID", "aws:SecureTransport", "aws:SignInSessionArn", "aws:SourceAccount", "aws:SourceArn",
        "aws:SourceIdentity", "aws:SourceIp", "aws:SourceOrgID", "aws:SourceOwner", "aws:SourceVpc",
        "aws:SourceVpcArn", "aws:SourceVpce", "aws:TokenIssueTime", "aws:UserAgent", "aws:ViaAWSMCPService",
        "aws:ViaAWSService", "aws:VpcSourceIp", "aws:VpceAccount", "aws:VpceOrgID", "aws:userid", "aws:username",
        "iam:AWSServiceName", "iam:AssociatedResourceArn", "iam:DelegationDuration", "iam:DelegationRequestOwner",
        "iam:FIDO-FIPS-140-2-certification", "iam:FIDO-FIPS-140-3-certification", "iam:FIDO-certification",
        "iam:NotificationChannel", "iam:OrganizationsPolicyId", "iam:PassedToService", "iam:PermissionsBoundary",
        "iam:PolicyARN", "iam:RegisterSecurityKey", "iam:ServiceSpecificCredentialAgeDays",
        "iam:ServiceSpecificCredentialServiceName", "iam:TemplateArn", "sts:AWSServiceName", "sts:DurationSeconds",
        "sts:ExternalId", "sts:RoleSessionName", "sts:SigningAlgorithm", "sts:SourceIdentity", "sts:TaskPolicyArn",
    ]
}

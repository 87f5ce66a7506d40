import IAMPolicy

/// Actions of IAM and STS, and the prefixes of services that people use most: enough to find what is misspelt.
enum KnownActions {
    /// What is known of a pattern for actions.
    enum Finding: Equatable {
        case known
        /// IAM or STS has no such action. The name may be meant.
        case noSuchAction(meant: String?)
        /// It isn't known here whether there is such a service.
        case otherService(meant: String?)
    }

    /// Looks for an action.
    ///
    /// - Parameters:
    ///   - service: the prefix, in small letters.
    ///   - name: the name or the pattern behind the colon.
    /// - Returns: what is known of it.
    static func find(_ service: String, _ name: String) -> Finding {
        guard let actions = [Substring("iam"): iam, "sts": sts][Substring(service)] else {
            return services.contains(Substring(service)) || service.utf8.contains { $0 == UInt8(ascii: "*") }
                ? .known : .otherService(meant: NearName.of(service, among: services.map(String.init)))
        }
        let pattern = PolicyPattern(name.lowercased(), wildcards: .match)
        if actions.contains(where: { pattern.matches($0.lowercased()) }) { return .known }
        let near = NearName.of(name, among: actions.map(String.init))
        return .noSuchAction(meant: near.map { "\(service):\($0)" })
    }

    /// Whether a pattern for the names of actions of STS has one that the trust of a role may have.
    static func isForTrust(_ name: String) -> Bool {
        let pattern = PolicyPattern(name.lowercased(), wildcards: .match)
        return [
            "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "SetContext", "SetSourceIdentity",
            "TagSession",
        ].contains { pattern.matches($0.lowercased()) }
    }

    /// What IAM has: its operations, and the permissions that stand for no operation.
    static let iam = words(
        """
        AcceptDelegationRequest AcquireRole AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile AddUserToGroup
        AssociateDelegationRequest AttachGroupPolicy AttachRolePolicy AttachUserPolicy ChangePassword CreateAccessKey
        CreateAccountAlias CreateDelegationRequest CreateGroup CreateInstanceProfile CreateLoginProfile
        CreateOpenIDConnectProvider CreatePolicy CreatePolicyVersion CreateRole CreateSAMLProvider
        CreateServiceLinkedRole CreateServiceSpecificCredential CreateUser CreateVirtualMFADevice DeactivateMFADevice
        DeleteAccessKey DeleteAccountAlias DeleteAccountPasswordPolicy DeleteGroup DeleteGroupPolicy
        DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeletePolicy DeletePolicyVersion
        DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider DeleteSSHPublicKey
        DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential DeleteSigningCertificate
        DeleteUser DeleteUserPermissionsBoundary DeleteUserPolicy DeleteVirtualMFADevice DetachGroupPolicy
        DetachRolePolicy DetachUserPolicy DisableOrganizationsRootCredentialsManagement
        DisableOrganizationsRootSessions DisableOutboundWebIdentityFederation EnableMFADevice
        EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions
        EnableOutboundWebIdentityFederation GenerateCredentialReport GenerateOrganizationsAccessReport
        GenerateServiceLastAccessedDetails GetAccessKeyLastUsed GetAccountAuthorizationDetails GetAccountEmailAddress
        GetAccountName GetAccountPasswordPolicy GetAccountProperties GetAccountSummary GetContextKeysForCustomPolicy
        GetContextKeysForPrincipalPolicy GetCredentialReport GetDelegationRequest GetGroup GetGroupPolicy
        GetHumanReadableSummary GetInstanceProfile GetLoginProfile GetMFADevice GetOpenIDConnectProvider
        GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo GetPolicy GetPolicyVersion GetRole
        GetRolePolicy GetRoleTemplateVersion GetSAMLProvider GetSSHPublicKey GetServerCertificate
        GetServiceLastAccessedDetails GetServiceLastAccessedDetailsWithEntities GetServiceLinkedRoleDeletionStatus
        GetUser GetUserPolicy ListAccessKeys ListAccountAliases ListAttachedGroupPolicies ListAttachedRolePolicies
        ListAttachedUserPolicies ListDelegationRequests ListEntitiesForPolicy ListGroupPolicies ListGroups
        ListGroupsForUser ListInstanceProfileTags ListInstanceProfiles ListInstanceProfilesForRole ListMFADeviceTags
        ListMFADevices ListOpenIDConnectProviderTags ListOpenIDConnectProviders ListOrganizationsFeatures ListPolicies
        ListPoliciesGrantingServiceAccess ListPolicyTags ListPolicyVersions ListRolePolicies ListRoleTags ListRoles
        ListSAMLProviderTags ListSAMLProviders ListSSHPublicKeys ListSTSRegionalEndpointsStatus
        ListServerCertificateTags ListServerCertificates ListServiceSpecificCredentials ListSigningCertificates
        ListUserPolicies ListUserTags ListUsers ListVirtualMFADevices PassRole PutAccountProperties PutGroupPolicy
        PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy RejectDelegationRequest
        RemoveClientIDFromOpenIDConnectProvider RemoveRoleFromInstanceProfile RemoveUserFromGroup
        ResetServiceSpecificCredential ResyncMFADevice SendDelegationToken SetDefaultPolicyVersion
        SetSTSRegionalEndpointStatus SetSecurityTokenServicePreferences SimulateCustomPolicy SimulatePrincipalPolicy
        TagInstanceProfile TagMFADevice TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider
        TagServerCertificate TagUser UntagInstanceProfile UntagMFADevice UntagOpenIDConnectProvider UntagPolicy
        UntagRole UntagSAMLProvider UntagServerCertificate UntagUser UpdateAccessKey UpdateAccountEmailAddress
        UpdateAccountName UpdateAccountPasswordPolicy UpdateAssumeRolePolicy UpdateDelegationRequest UpdateGroup
        UpdateLoginProfile UpdateOpenIDConnectProviderThumbprint UpdateRole UpdateRoleDescription UpdateSAMLProvider
        UpdateSSHPublicKey UpdateServerCertificate UpdateServiceSpecificCredential UpdateSigningCertificate UpdateUser
        UploadSSHPublicKey UploadServerCertificate UploadSigningCertificate
        """)

    /// What STS has: its operations, and the permissions that stand for no operation.
    static let sts = words(
        """
        AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot DecodeAuthorizationMessage GetAccessKeyInfo
        GetCallerIdentity GetDelegatedAccessToken GetFederationToken GetServiceBearerToken GetSessionToken
        GetWebIdentityToken SetContext SetSourceIdentity TagGetWebIdentityToken TagSession
        """)

    /// The prefixes of services.
    static let services = words(
        """
        access-analyzer account account-access acm acm-pca aco-automation actions agent-registry aidevops aiops
        airflow airflow-serverless amplify amplifybackend amplifyuibuilder aoss apigateway app-integrations appconfig
        appfabric appflow application-autoscaling application-cost-profiler application-signals applicationinsights
        appmesh apprunner appstream appsync aps arc-region-switch arc-zonal-shift arsenal artifact athena auditmanager
        autoscaling autoscaling-plans aws-marketplace aws-marketplace-management aws-portal awsssoportal b2bi backup
        backup-gateway backup-search batch bcm-dashboards bcm-data-exports bcm-pricing-calculator bcm-recommended-
        bedrock bedrock-agentcore billing billingconductor braket budgets cases cassandra ce chatbot chime cleanrooms
        cleanrooms-ml cloud9 cloudcontrolapi clouddirectory cloudformation cloudfront cloudfront- cloudhsm cloudsearch
        cloudshell cloudtrail cloudtrail-data cloudwatch codeartifact codebuild codecatalyst codecommit
        codeconnections codedeploy codeguru-profiler codeguru-reviewer codeguru-security codepipeline codestar
        codestar-connections codestar-notifications codewhisperer cognito-identity cognito-idp cognito-sync comprehend
        comprehendmedical compute-optimizer config connect connect-campaigns connector-ad consolidatedbilling
        controlcatalog controltower cost-optimization-hub cur customer-verification databrew dataexchange datapipeline
        datasync datazone dax deadline detective devicefarm devops-guru directconnect directory discovery dlm dms
        docdb-elastic drs ds ds-data dsql dynamodb ebs ec2 ec2-instance-connect ec2messages ecr ecr- ecs eks eks-auth
        elastic-inference elasticache elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce
        elemental-inference emr-containers emr-serverless entityresolution es events evs execute-api finspace
        finspace-api firehose fis fms forecast frauddetector freetier fsx gamelift gameliftstreams geo geo- geo-places
        geo-routes glacier globalaccelerator glue grafana greengrass groundstation guardduty health health-agent
        healthlake iam identity-sync identitystore imagebuilder importexport inspector inspector-scan inspector2
        interconnect internetmonitor invoicing iot iot-jobs-data iotdata iotdeviceadvisor iotfleetwise
        iotmanagedintegrations iotsecuredtunneling iotsitewise iotthingsgraph iottwinmaker iotwireless ivs ivschat
        kafka kafka-cluster kafkaconnect kendra kendra-ranking keyvaluestore kinesis kinesisanalytics kinesisvideo kms
        lakeformation lambda launchwizard lex license-manager license-manager-linux-subscriptions license-manager-
        user-subscriptions lightsail logs lookoutequipment m2 machinelearning macie2 managedblockchain
        managedblockchain-query maps marketplacecommerceanalytics mediaconnect mediaconvert medialive mediapackage
        mediapackage-vod mediapackagev2 mediastore mediatailor medical-imaging memorydb mgh mgn migrationhub-
        orchestrator migrationhub-strategy mobileanalytics mobiletargeting monitoring mpa mq mturk-requester neptune-
        db neptune-graph network-firewall network-security-manager networkflowmonitor networkmanager networkmonitor
        notifications notifications-contacts nova-act oam observabilityadmin odb omics organizations osis outposts
        partnercentral partnercentral-account partnercentral-benefits partnercentral-channel partnercentral-selling
        payment-cryptography payments pca- pca-connector-scep pcs personalize pi pipes polly pricing
        pricingplanmanager profile proton public purchase-orders q qapps qbusiness qdeveloper quicksight ram rbin rds
        rds-data rds-db redshift redshift-data redshift-serverless refactor-spaces rekognition repostspace
        resiliencehub resource-explorer-2 resource-groups rolesanywhere route53 route53-recovery-cluster
        route53-recovery-control-config route53-recovery-readiness route53domains route53globalresolver
        route53profiles route53resolver rtbfabric rum s3 s3-object-lambda s3-outposts s3express s3files s3tables
        s3vectors sagemaker sagemaker-geospatial savingsplans scheduler schemas scn sdb secretsmanager security-ir
        securityagent securityhub securitylake serverlessrepo servicecatalog servicediscovery servicequotas ses shield
        signer signin sms sms-voice snow-device-management snowball sns social-messaging sqs ssm ssm-contacts ssm-
        guiconnect ssm-incidents ssm-quicksetup ssm-sap ssmmessages sso sso- sso-oauth states storagegateway sts
        support support-console supportapp supportauthz sustainability swf synthetics tag tagging tax textract
        thinclient timestream timestream-influxdb tnb transcribe transfer translate trustedadvisor user-subscriptions
        uxc vendor-insights verifiedpermissions voiceid vpc-lattice waf waf-regional wafv2 wam wellarchitected wickr
        wisdom workdocs workmail workmailmessageflow workspaces workspaces-instances workspaces-web xray
        """)

    private static func words(_ text: String) -> Set<Substring> {
        Set(text.split(whereSeparator: \.isWhitespace))
    }
}

import AWS
import Concurrency
import RoleMirror

/// What the probes name: things that exist where one has to exist, and otherwise things that don't.
struct Examples: Sendable {
    /// The users who are served, as IAM lists them.
    let users: Result<[User], AWSError>
    /// A user who is served; nil when there is none, or IAM doesn't list them.
    var user: UserName?
    /// A key of that user.
    var accessKey: AccessKeyID?
    /// A mirrored role; nil when there is none.
    var role: RoleName?

    let missingUser: UserName
    let missingAccessKey: AccessKeyID
    let missingRole: RoleName
    let missingGroup: GroupName
    /// At the path where Latchkey makes devices.
    let missingMFADevice: MFASerialNumber
    let codes: AuthenticationCodes
    let missingPolicyName: PolicyName
    /// At the path where Latchkey makes policies of its own.
    let missingPolicy: ARN

    init(_ preflight: Preflight, identity: CallerIdentity) async {
        let name = "latchkey-check-\(preflight.nonce.prefix(32))"
        let partition = identity.arn.partition
        guard let user = UserName(name), let group = GroupName(name), let policyName = PolicyName(name),
            let key = AccessKeyID("AKIA" + preflight.nonce.prefix(16).uppercased()),
            let device = MFASerialNumber("arn:\(partition):iam::\(identity.account):mfa/latchkey/\(name)"),
            let codes = AuthenticationCodes("000000", "000000"),
            let policy = ARN("arn:\(partition):iam::\(identity.account):policy\(preflight.naming.path)\(name)")
        else { preconditionFailure("names made of hexadecimal digits are names") }
        missingUser = user
        missingAccessKey = key
        missingRole = preflight.naming.roleName(for: user)
        missingGroup = group
        missingMFADevice = device
        self.codes = codes
        missingPolicyName = policyName
        missingPolicy = policy

        let (iam, naming) = (preflight.iam, preflight.naming)
        async let listedRoles = outcome { () throws(AWSError) in
            try await iam.listRolesPage(pathPrefix: naming.path, maxItems: 100)
        }
        users = await outcome { () throws(AWSError) in try await iam.listUsers(pathPrefix: preflight.served.path) }
        self.user = (try? users.get())?.first { !identity.arn.isUser(named: $0.userName) }?.userName
        if let user = self.user {
            accessKey = (try? await iam.listAccessKeys(userName: user))?.first?.accessKeyID
        }
        role = (try? await listedRoles.get())?.roles.first { naming.owns($0.arn) }?.roleName
    }
}

package import AWS
package import Concurrency
import FoundationEssentials
package import RoleMirror

/// Finds out which permissions Latchkey's own credentials lack, by calls that change nothing: they read, or they name what
/// doesn't exist.
///
/// What can't be tried so is said to be untried. A permission counts as there when one resource has it; that a policy leaves
/// out some user is not found out.
package struct Preflight: Sendable {
    let client: Client
    /// The DynamoDB table of the role records.
    let table: String
    let naming: RoleNaming
    let served: ServedUsers
    /// The table of one-time values, in which wrong MFA codes are counted.
    let tokensTable: String
    /// Whether people manage their MFA devices here.
    let mfaDevices: MFADeviceSettings.Management
    /// Text that no name in the account has.
    let nonce: String

    /// - Parameters:
    ///   - client: calls AWS.
    ///   - table: the DynamoDB table of the role records.
    ///   - naming: where mirrored roles are.
    ///   - served: the users who are served.
    ///   - tokensTable: the table of one-time values.
    ///   - mfaDevices: whether people manage their MFA devices here, so that the permissions for it are tried.
    ///   - nonce: random lower-case hexadecimal digits, at least 32, so that no user, role or policy is called so.
    package init(
        client: Client, table: String, naming: RoleNaming, served: ServedUsers, tokensTable: String,
        mfaDevices: MFADeviceSettings.Management,
        nonce: String = UUID().uuidString.lowercased().filter { $0 != "-" }
    ) {
        self.client = client
        self.table = table
        self.naming = naming
        self.served = served
        self.tokensTable = tokensTable
        self.mfaDevices = mfaDevices
        self.nonce = nonce
    }

    var iam: IAM { IAM(client) }

    /// Tries all permissions.
    ///
    /// - Parameter deadline: when to stop.
    /// - Returns: one check for each permission, by name.
    /// - Throws: why AWS doesn't even say whose credentials these are.
    package func run(until deadline: Instant) async throws(AWSError) -> [PermissionCheck] {
        let timed = Preflight(
            client: client.with(deadline: deadline), table: table, naming: naming, served: served,
            tokensTable: tokensTable, mfaDevices: mfaDevices, nonce: nonce)
        return try await timed.run()
    }

    private func run() async throws(AWSError) -> [PermissionCheck] {
        let identity = try await STS(client).getCallerIdentity()
        let examples = await Examples(self, identity: identity)
        let probes =
            account(examples) + users(examples) + groups(examples) + policies(examples) + roles(examples) + records
            + mfaDevices(examples)
        return PermissionCheck.merged(
            await concurrentMap(probes, limit: 8) { (probe) throws(Never) in await probe.check() })
    }

    /// Lists of the whole account.
    private func account(_ examples: Examples) -> [Probe] {
        [
            Probe("iam:GetAccountSummary") { () throws(AWSError) in _ = try await iam.getAccountSummary() },
            Probe("iam:ListRoles") { () throws(AWSError) in _ = try await iam.listRolesPage(maxItems: 1) },
            Probe("iam:ListPolicies") { () throws(AWSError) in
                _ = try await iam.listPolicies(pathPrefix: naming.path)
            },
            Probe("iam:ListUsers") { () throws(AWSError) in _ = try examples.users.get() },
        ]
    }

    /// The table. Its writes have a condition that doesn't hold.
    private var records: [Probe] {
        let dynamoDB = DynamoDB(client)
        let key: Item = ["username": .s("#\(nonce)")]
        let never = Expression("attribute_exists(username)")
        return [
            Probe("dynamodb:DescribeTable") { () throws(AWSError) in _ = try await dynamoDB.describeTable(table: table)
            },
            Probe("dynamodb:GetItem") { () throws(AWSError) in _ = try await dynamoDB.getItem(table: table, key: key) },
            Probe("dynamodb:Scan") { () throws(AWSError) in _ = try await dynamoDB.scanPage(table: table, limit: 1) },
            Probe("dynamodb:UpdateItem") { () throws(AWSError) in
                try await dynamoDB.updateItem(
                    table: table, key: key, update: Expression("REMOVE expires_at"), condition: never)
            },
            Probe("dynamodb:DeleteItem") { () throws(AWSError) in
                try await dynamoDB.deleteItem(table: table, key: key, condition: never)
            },
        ]
    }
}

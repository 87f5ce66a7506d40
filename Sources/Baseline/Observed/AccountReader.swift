package import AWS
import Concurrency

/// Reads what an account has: everything that gives or takes rights by one listing, the rest by a few more calls.
package struct AccountReader: Sendable {
    private let iam: IAM
    private let dynamoDB: DynamoDB

    package init(iam: IAM, dynamoDB: DynamoDB) {
        self.iam = iam
        self.dynamoDB = dynamoDB
    }

    /// - Parameters:
    ///   - path: where the policies lie whose tags are read.
    ///   - policyNames: those of policies elsewhere whose tags are read.
    ///   - tables: the names of the tables that are read, where they exist.
    ///   - progress: is told how many entities have been read.
    /// - Returns: what there is.
    /// - Throws: the errors of any call.
    package func read(
        policiesIn path: Path, named policyNames: Set<PolicyName> = [], tables: [String] = [],
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(AWSError) -> ObservedAccount {
        async let details = outcome { () throws(AWSError) in
            try await iam.getAccountAuthorizationDetails(progress: progress)
        }
        async let roles = outcome { () throws(AWSError) in try await iam.listRoles() }
        async let passwordPolicy = outcome { () throws(AWSError) in try await iam.getAccountPasswordPolicy() }
        async let aliases = outcome { () throws(AWSError) in try await iam.listAccountAliases() }
        async let summary = outcome { () throws(AWSError) in try await iam.getAccountSummary() }
        async let openID = outcome { () throws(AWSError) in try await readOpenIDConnectProviders() }
        async let saml = outcome { () throws(AWSError) in try await readSAMLProviders() }
        async let tables = outcome { () throws(AWSError) in try await readTables(tables) }
        var observed = ObservedAccount(details: try await details.get())
        for role in try await roles.get() {
            observed.roleFacts[role.roleName] = ObservedAccount.RoleFacts(
                description: role.description, maxSessionDuration: role.maxSessionDuration)
        }
        observed.passwordPolicy = try await passwordPolicy.get()
        observed.alias = try await aliases.get().first
        observed.summary = try await summary.get()
        observed.openIDConnectProviders = try await openID.get()
        observed.samlProviders = try await saml.get()
        observed.region = dynamoDB.region
        observed.tables = try await tables.get()
        let names = Set(policyNames.map { $0.rawValue.lowercased() })
        let asked = observed.details.policies.map(\.policy).filter {
            $0.path == path || names.contains($0.policyName.rawValue.lowercased())
        }
        let tags = try await concurrentMap(asked.map(\.arn), limit: 8) { (arn) throws(AWSError) in
            (arn, try await iam.listPolicyTags(policyARN: arn))
        }
        observed.policyTags = Dictionary(tags) { $1 }
        return observed
    }

    private func readOpenIDConnectProviders() async throws(AWSError) -> [ARN: OpenIDConnectProvider] {
        let read = try await concurrentMap(try await iam.listOpenIDConnectProviders(), limit: 4) {
            (arn) throws(AWSError) in (arn, try await iam.getOpenIDConnectProvider(arn: arn))
        }
        return Dictionary(read) { $1 }
    }

    private func readSAMLProviders() async throws(AWSError) -> [ARN: SAMLProvider] {
        let read = try await concurrentMap(try await iam.listSAMLProviders(), limit: 4) { (arn) throws(AWSError) in
            (arn, try await iam.getSAMLProvider(arn: arn))
        }
        return Dictionary(read) { $1 }
    }

    private func readTables(_ names: [String]) async throws(AWSError) -> [String: ObservedTable] {
        let read = try await concurrentMap(names, limit: 4) { (name) throws(AWSError) in
            (name, try await readTable(name))
        }
        return Dictionary(read.compactMap { name, table in table.map { (name, $0) } }) { $1 }
    }

    private func readTable(_ name: String) async throws(AWSError) -> ObservedTable? {
        do throws(AWSError) {
            let description = try await dynamoDB.describeTable(table: name)
            guard let arn = description.tableARN else {
                throw .malformedResponse(Operation(.dynamodb, "DescribeTable"), "TableArn is missing")
            }
            return ObservedTable(
                arn: arn, key: description.key, tags: try await dynamoDB.listTagsOfResource(arn: arn),
                timeToLive: try await dynamoDB.describeTimeToLive(table: name),
                pointInTimeRecovery: try await dynamoDB.describePointInTimeRecovery(table: name),
                resourcePolicy: try await dynamoDB.getResourcePolicy(arn: arn))
        } catch  where error.code == .resourceNotFoundException {
            return nil
        }
    }
}

extension AccountReader {
    /// Reads what the removal of everything needs that is the file's, with tables that it no longer names.
    package func read(forDestructionOf file: AccountFile) async throws(AWSError) -> ObservedAccount {
        var names: Set<String>?
        do throws(AWSError) {
            names = try await taggedTables(file)
        } catch  where error.isAccessDenied {}
        var observed = try await read(
            policiesIn: file.path, tables: (names ?? []).union(file.tables.map(\.name)).sorted())
        observed.areTablesListed = names != nil
        return observed
    }

    /// The tables that bear the file's tag.
    private func taggedTables(_ file: AccountFile) async throws(AWSError) -> Set<String> {
        let tagged = try await concurrentMap(try await dynamoDB.listTables(), limit: 4) {
            (name) throws(AWSError) -> String? in
            do throws(AWSError) {
                guard let arn = try await dynamoDB.describeTable(table: name).tableARN else { return nil }
                let tags = try await dynamoDB.listTagsOfResource(arn: arn)
                return tags.contains { $0.key == AccountFile.ownerTag && $0.value == file.name } ? name : nil
            } catch  where error.code == .resourceNotFoundException {
                return nil
            }
        }
        return Set(tagged.compactMap { $0 })
    }

    /// Reads what a plan for the file needs.
    package func read(
        for file: AccountFile, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(AWSError) -> ObservedAccount {
        var observed = try await read(
            policiesIn: file.path, named: Set(file.policies.map(\.name)), tables: file.tables.map(\.name),
            progress: progress)
        let tags = Dictionary(observed.details.userDetailList.map { ($0.user.userName.key, $0.user.tags) }) { $1 }
        let people = file.people.filter { ($0.consolePassword || $0.accessKey) && tags[$0.name.key] != nil }
        let states = try await concurrentMap(people, limit: 8) { (person) throws(AWSError) in
            (person.name, try await iam.firstSecretsState(of: person, tags: tags[person.name.key] ?? []))
        }
        observed.firstSecrets = Dictionary(states) { $1 }
        observed.absentPolicies = try await absentPolicies(of: file, observed.details)
        observed.policiesOfAWS = await boundariesOfAWS(file, observed.details)
        return observed
    }

    /// The documents of AWS's own policies that bound people and roles now or by the file. What can't be read is left out.
    private func boundariesOfAWS(_ file: AccountFile, _ details: AccountAuthorizationDetails) async
        -> [ARN: String]
    {
        let references =
            file.people.compactMap(\.permissionsBoundary) + file.roles.compactMap(\.permissionsBoundary)
        let boundaries =
            references.compactMap { file.arn(of: $0) }
            + details.userDetailList.compactMap(\.user.permissionsBoundary)
            + details.roleDetailList.compactMap(\.role.permissionsBoundary)
        var documents: [ARN: String] = [:]
        for arn in Set(boundaries) where arn.accountID == nil && !Denial.isDenial(arn) {
            do throws(AWSError) {
                let version = try await iam.getPolicy(policyARN: arn).defaultVersionID
                documents[arn] = try await iam.getPolicyVersion(policyARN: arn, versionID: version).document
            } catch {
                continue
            }
        }
        return documents
    }

    /// The policies of others that a file names and that aren't there. AWS is asked for those of its own that aren't known
    /// and that nothing in the account has.
    private func absentPolicies(
        of file: AccountFile, _ details: AccountAuthorizationDetails
    ) async throws(AWSError) -> Set<ARN> {
        var present = Set(details.policies.map(\.policy.arn))
        for attached in details.userDetailList.map(\.attachedManagedPolicies)
            + details.groupDetailList.map(\.attachedManagedPolicies)
            + details.roleDetailList.map(\.attachedManagedPolicies)
        {
            present.formUnion(attached.map(\.policyARN))
        }
        let references = file.references.filter { reference in
            switch reference {
            case .own: false
            case .awsManaged(let name): !AWSManagedPolicies.names.contains(name)
            case .arn: true
            }
        }
        let asked = Set(references.compactMap { file.arn(of: $0) }).subtracting(present).sorted()
        let found = try await concurrentMap(asked, limit: 4) { (arn) throws(AWSError) in
            (arn, try await isThere(arn))
        }
        return Set(found.filter { !$0.1 }.map(\.0))
    }

    private func isThere(_ policy: ARN) async throws(AWSError) -> Bool {
        do throws(AWSError) {
            _ = try await iam.getPolicy(policyARN: policy)
            return true
        } catch  where error.code == .noSuchEntity {
            return false
        }
    }
}

extension ErrorCode {
    static let resourceNotFoundException: Self = "ResourceNotFoundException"
    static let resourceInUseException: Self = "ResourceInUseException"
    static let malformedPolicyDocument: Self = "MalformedPolicyDocument"
}

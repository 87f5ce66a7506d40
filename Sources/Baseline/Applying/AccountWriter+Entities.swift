import AWS
import Concurrency

extension AccountWriter {
    func makeUser(_ person: PersonEntry, boundary: ARN?, tags: [Tag]) async throws(AWSError) {
        try await make { () throws(AWSError) in
            _ = try await iam.createUser(
                userName: person.name, path: person.path, permissionsBoundary: boundary, tags: tags)
        } orFind: { () throws(AWSError) in
            isOurs(try await iam.getUser(userName: person.name).tags)
        }
    }

    func makeGroup(_ name: GroupName, path: Path) async throws(AWSError) {
        try await make { () throws(AWSError) in
            _ = try await iam.createGroup(groupName: name, path: path)
        } orFind: { () throws(AWSError) in
            // Where it lies says whose it is.
            try await iam.getGroup(groupName: name).path == path
        }
    }

    func makeRole(_ role: RoleEntry, trust: String, boundary: ARN?, tags: [Tag]) async throws(AWSError) {
        try await whenKnown { () throws(AWSError) in
            try await make { () throws(AWSError) in
                _ = try await iam.createRole(
                    roleName: role.name, path: role.path, assumeRolePolicyDocument: trust,
                    maxSessionDuration: role.maximumSessionDuration, permissionsBoundary: boundary,
                    description: role.description, tags: tags)
            } orFind: { () throws(AWSError) in
                isOurs(try await iam.getRole(roleName: role.name).tags)
            }
        }
    }

    func setTrust(_ document: String, of name: RoleName) async throws(AWSError) {
        try await whenKnown { () throws(AWSError) in
            try await iam.updateAssumeRolePolicy(roleName: name, policyDocument: document)
        }
    }

    /// Makes the instance profile of the role's name, with the role in it.
    func makeInstanceProfile(of role: RoleName, path: Path) async throws(AWSError) {
        guard let profile = InstanceProfileName(role.rawValue) else { return }
        do throws(AWSError) {
            try await iam.createInstanceProfile(instanceProfileName: profile, path: path, tags: [owner])
        } catch  where error.code == .entityAlreadyExists {}
        var lastError: AWSError?
        // It isn't repeated by itself, because a second attempt fails by the first one's success: look, and try again.
        for _ in 0..<3 {
            if try await iam.getInstanceProfileRoles(instanceProfileName: profile).contains(role) { return }
            if let lastError, !lastError.mayHaveBeenCarriedOut || Task.isCancelled { throw lastError }
            do throws(AWSError) {
                return try await iam.addRoleToInstanceProfile(instanceProfileName: profile, roleName: role)
            } catch {
                lastError = error
                await timekeeper.sleep(.seconds(1))
            }
        }
        if let lastError { throw lastError }
    }

    func removeInstanceProfile(of role: RoleName) async throws(AWSError) {
        guard let profile = InstanceProfileName(role.rawValue) else { return }
        try await ignoringAbsence { () throws(AWSError) in
            try await iam.removeRoleFromInstanceProfile(instanceProfileName: profile, roleName: role)
        }
        try await ignoringAbsence { () throws(AWSError) in
            try await iam.deleteInstanceProfile(instanceProfileName: profile)
        }
    }

    func makeOpenIDConnectProvider(
        _ provider: OpenIDConnectProviderEntry, arn: ARN, tags: [Tag]
    ) async throws(AWSError) {
        try await make { () throws(AWSError) in
            _ = try await iam.createOpenIDConnectProvider(
                url: provider.url, clientIDList: provider.clientIDs, thumbprintList: provider.thumbprints, tags: tags)
        } orFind: { () throws(AWSError) in
            isOurs(try await iam.getOpenIDConnectProvider(arn: arn).tags)
        }
    }

    func makeSAMLProvider(_ provider: SAMLProviderEntry, arn: ARN, tags: [Tag]) async throws(AWSError) {
        try await make { () throws(AWSError) in
            _ = try await iam.createSAMLProvider(
                name: provider.name, metadataDocument: provider.metadataDocument, tags: tags)
        } orFind: { () throws(AWSError) in
            isOurs(try await iam.getSAMLProvider(arn: arn).tags)
        }
    }

    /// Makes a table, and waits until it can be used.
    func makeTable(_ table: TableEntry, tags: [Tag]) async throws(AWSError) {
        try await make { () throws(AWSError) in
            _ = try await dynamoDB.createTable(table: table.name, key: TableKey(hash: .init(table.key)), tags: tags)
        } orFind: { () throws(AWSError) in
            guard let arn = try await dynamoDB.describeTable(table: table.name).tableARN else { return false }
            return isOurs(try await dynamoDB.listTagsOfResource(arn: arn))
        }
        let end = timekeeper.instant() + .seconds(120)
        while try await dynamoDB.describeTable(table: table.name).tableStatus != "ACTIVE" {
            guard timekeeper.instant() < end, !Task.isCancelled else {
                throw .deadlineExceeded(Operation(.dynamodb, "CreateTable"))
            }
            await timekeeper.sleep(.seconds(2))
        }
    }

    func setTimeToLive(_ table: String, _ attribute: String?) async throws(AWSError) {
        var lastError: AWSError?
        // It isn't repeated by itself, because DynamoDB refuses what changes nothing: look, and try again.
        for _ in 0..<3 {
            let current = try await dynamoDB.describeTimeToLive(table: table)
            guard current.attributeName != attribute, let named = attribute ?? current.attributeName else { return }
            if let lastError, !lastError.mayHaveBeenCarriedOut || Task.isCancelled { throw lastError }
            do throws(AWSError) {
                return try await dynamoDB.updateTimeToLive(
                    table: table, attributeName: named, enabled: attribute != nil)
            } catch {
                lastError = error
                await timekeeper.sleep(.seconds(1))
            }
        }
        if let lastError { throw lastError }
    }

    /// Soon after a table was made, its backups can't be changed yet.
    func setRecovery(_ table: String, _ isOn: Bool) async throws(AWSError) {
        let end = timekeeper.instant() + .seconds(60)
        while true {
            do throws(AWSError) {
                return try await dynamoDB.updateContinuousBackups(table: table, pointInTimeRecovery: isOn)
            } catch {
                guard error.code == "ContinuousBackupsUnavailableException", timekeeper.instant() < end,
                    !Task.isCancelled
                else { throw error }
                await timekeeper.sleep(.seconds(2))
            }
        }
    }
}

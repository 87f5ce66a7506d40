import AWS
import RoleMirror

/// Finds all that gives somebody access.
struct LeavingUserReader: Sendable {
    private let iam: IAM
    private let naming: RoleNaming

    /// - Parameters:
    ///   - iam: signs as who may read users.
    ///   - naming: how the roles are called that mirror people.
    init(iam: IAM, naming: RoleNaming) {
        self.iam = iam
        self.naming = naming
    }

    /// What can't be read is told in the result, so that the rest can be taken away all the same.
    ///
    /// - Parameter name: the user's, in any case. There need be no such user any more.
    /// - Returns: what there is.
    /// - Throws: when it can't be read whether there is such a user.
    func read(_ name: UserName) async throws(AWSError) -> LeavingUser {
        var leaver = LeavingUser(name: name)
        if let user = try await iam.user(inAnyCase: name) {
            leaver.name = user.userName
            leaver.arn = user.arn
            leaver.fileTags = user.tags.filter(\.isOfFile).map(\.key)
            await readCredentials(&leaver)
            await readRights(&leaver)
        }
        await readRole(&leaver)
        return leaver
    }

    private func readCredentials(_ leaver: inout LeavingUser) async {
        let (iam, name) = (iam, leaver.name)
        leaver.accessKeys = await list("access keys", &leaver) { () throws(AWSError) in
            try await iam.listAccessKeys(userName: name)
        }
        leaver.hasPassword =
            await list("passwords", &leaver) { () throws(AWSError) in
                do throws(AWSError) {
                    return [try await iam.getLoginProfile(userName: name)]
                } catch  where error.isNoSuchEntity {
                    return []
                }
            }.isEmpty == false
        leaver.mfaDevices = await list("MFA devices", &leaver) { () throws(AWSError) in
            try await iam.listMFADevices(userName: name).map(\.serialNumber)
        }
        leaver.signingCertificates = await list("signing certificates", &leaver) { () throws(AWSError) in
            try await iam.listSigningCertificates(userName: name).map(\.certificateID)
        }
        leaver.sshPublicKeys = await list("SSH keys", &leaver) { () throws(AWSError) in
            try await iam.listSSHPublicKeys(userName: name).map(\.sshPublicKeyID)
        }
        leaver.serviceCredentials = await list("credentials for single services", &leaver) { () throws(AWSError) in
            try await iam.listServiceSpecificCredentials(userName: name)
        }
    }

    private func readRights(_ leaver: inout LeavingUser) async {
        let (iam, name) = (iam, leaver.name)
        leaver.groups = await list("groups", &leaver) { () throws(AWSError) in
            try await iam.listGroupsForUser(userName: name).map(\.groupName)
        }
        leaver.attachedPolicies = await list("attached policies", &leaver) { () throws(AWSError) in
            try await iam.listAttachedUserPolicies(userName: name).map(\.policyARN)
        }
        leaver.inlinePolicies = await list("inline policies", &leaver) { () throws(AWSError) in
            try await iam.listUserPolicies(userName: name)
        }
    }

    /// A role counts as the user's by its tag, and not by its name.
    private func readRole(_ leaver: inout LeavingUser) async {
        let (iam, naming, name) = (iam, naming, leaver.name)
        let claim = RoleClaim(of: name, record: nil, naming: naming)
        leaver.mirroredRole = await list("roles that mirror them", &leaver) { () throws(AWSError) in
            do throws(AWSError) {
                let role = try await iam.getRole(roleName: naming.roleName(for: name))
                return claim.covers(role) ? [role.roleName] : []
            } catch  where error.isNoSuchEntity {
                return []
            }
        }.first
    }

    private func list<Value>(
        _ what: String, _ leaver: inout LeavingUser, _ read: () async throws(AWSError) -> [Value]
    ) async -> [Value] {
        do throws(AWSError) {
            return try await read()
        } catch {
            leaver.unreadable.append(.init(what: what, error: error))
            return []
        }
    }
}

extension Tag {
    /// Whether it says which file a user is of.
    fileprivate var isOfFile: Bool { hasKey(AccountFile.ownerTag) || hasKey(AccountFile.adoptedTag) }
}

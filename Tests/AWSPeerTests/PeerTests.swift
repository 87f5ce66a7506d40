import AWS
import Concurrency
import Cryptography
import Formats
import FoundationEssentials
import Secrets
import Subprocess
import Testing
import Tokens

/// Every operation against what others understand by AWS.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PeerTests {
    private let document =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:List*","Resource":"*"}]}"#

    @Test(arguments: Peer.Name.allCases)
    func `the person's side of IAM`(name: Peer.Name) async throws {
        try await Peer.run(name) { peer in
            let iam = IAM(try peer.client("broker"))
            let user = try await iam.getUser(userName: known("alice"))
            #expect(user.userName.rawValue == "alice" && user.path.rawValue == "/staff/")
            // moto keeps no boundary of a user.
            if name == .ministack { #expect(user.permissionsBoundary?.rawValue == peer.account.boundary) }
            #expect(user.tags == [Tag(key: "team", value: "a b+é")])
            #expect(try await iam.listUsers(pathPrefix: known("/staff/")).map(\.userName) == [user.userName])
            let groups = try await iam.listGroupsForUser(userName: user.userName)
            #expect(groups.map(\.groupName.rawValue) == ["developers"])
            let inline = try await iam.listUserPolicies(userName: user.userName)
            #expect(inline.map(\.rawValue).sorted() == ["own-0", "own-1", "own-2"])
            let policy = try await iam.getUserPolicy(userName: user.userName, policyName: known("own-1"))
            #expect(policy.contains("s3:Get*"))
            #expect(
                try await iam.listAttachedUserPolicies(userName: user.userName).map(\.policyARN.rawValue)
                    == [peer.account.boundary])
            let group = try #require(groups.first).groupName
            #expect(try await iam.listGroupPolicies(groupName: group).map(\.rawValue) == ["read+logs"])
            #expect(try await iam.getGroupPolicy(groupName: group, policyName: known("read+logs")).contains("s3:Get*"))
            #expect(
                try await iam.listAttachedGroupPolicies(groupName: group).map(\.policyName.rawValue) == ["boundary"])
            #expect(try await iam.getAccountSummary()["Users"] ?? 0 >= 1)
            await expect(.noSuchEntity) { _ = try await iam.getUser(userName: known("nobody")) }
        }
    }

    @Test(arguments: Peer.Name.allCases)
    func `access keys`(name: Peer.Name) async throws {
        try await Peer.run(name) { peer in
            let iam = IAM(try peer.client("broker"))
            let alice: UserName = try known("alice")
            #expect(try await iam.listAccessKeys(userName: alice).isEmpty)
            let key = try await iam.createAccessKey(userName: alice)
            #expect(key.status == .active && key.secretAccessKey.reveal().utf8.count >= 20)
            try await iam.updateAccessKey(userName: alice, accessKeyID: key.accessKeyID, status: .inactive)
            let listed = try await iam.listAccessKeys(userName: alice)
            #expect(listed.map(\.accessKeyID) == [key.accessKeyID] && listed.map(\.status) == [.inactive])
            #expect(abs(listed.first?.createDate?.timeIntervalSinceNow ?? .infinity) < 300)
            let used = try await iam.getAccessKeyLastUsed(accessKeyID: key.accessKeyID)
            #expect(used.lastUsedDate == nil && used.userName == alice)
            if name == .moto {
                _ = try await iam.createAccessKey(userName: alice)
                await expect(.limitExceeded) { _ = try await iam.createAccessKey(userName: alice) }
            }
            try await iam.deleteAccessKey(userName: alice, accessKeyID: key.accessKeyID)
            await expect(.noSuchEntity) {
                try await iam.updateAccessKey(userName: alice, accessKeyID: key.accessKeyID, status: .active)
            }
        }
    }

    @Test(arguments: Peer.Name.allCases)
    func `a user's password, and what they have beside access keys`(name: Peer.Name) async throws {
        try await Peer.run(name) { peer in
            let iam = IAM(try peer.client("admin"))
            let alice: UserName = try known("alice")
            await expect(.noSuchEntity) { _ = try await iam.getLoginProfile(userName: alice) }
            let password = Secret("Aa1!+ &%é-0123456789")
            let made = try await iam.createLoginProfile(
                userName: alice, password: password, passwordResetRequired: true)
            // moto forgets whether it has to be changed.
            #expect(made.userName == alice && made.passwordResetRequired == (name == .ministack))
            await expect(.entityAlreadyExists) {
                _ = try await iam.createLoginProfile(userName: alice, password: password, passwordResetRequired: true)
            }
            try await iam.updateLoginProfile(userName: alice, password: password, passwordResetRequired: false)
            #expect(try await !iam.getLoginProfile(userName: alice).passwordResetRequired)
            try await iam.deleteLoginProfile(userName: alice)
            await expect(.noSuchEntity) {
                try await iam.updateLoginProfile(userName: alice, password: password, passwordResetRequired: false)
            }
            #expect(try await iam.listSigningCertificates(userName: alice).isEmpty)
            await expect(.noSuchEntity) {
                try await iam.deleteSigningCertificate(userName: alice, certificateID: "TA7SMP42TDN5Z26OBPJE7EXAMPLE")
            }
            #expect(try await iam.listSSHPublicKeys(userName: alice).isEmpty)
            await expect(.noSuchEntity) {
                try await iam.deleteSSHPublicKey(userName: alice, sshPublicKeyID: "APKAEIVFHP46CEXAMPLE")
            }
            // moto knows none.
            guard name == .ministack else { return }
            #expect(try await iam.listServiceSpecificCredentials(userName: alice).isEmpty)
            await expect(.noSuchEntity) {
                try await iam.deleteServiceSpecificCredential(
                    userName: alice, serviceSpecificCredentialID: "ACCA12345ABCDEXAMPLE")
            }
        }
    }

    @Test(arguments: Peer.Name.allCases)
    func `a role's whole life, and its sessions`(name: Peer.Name) async throws {
        let document = document
        try await Peer.run(name) { peer in
            let client = try peer.client("broker")
            let (iam, sts) = (IAM(client), STS(client))
            let caller = try await sts.getCallerIdentity()
            #expect(caller.account.rawValue == peer.account.account)
            let trusted = name == .ministack ? caller.arn.rawValue : "arn:aws:iam::\(peer.account.account):user/broker"
            let trust =
                #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\#(trusted)"},"#
                + #""Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"]}]}"#
            let role: RoleName = try known("user_alice")
            let boundary: ARN = try known(peer.account.boundary)
            let made = try await iam.createRole(
                roleName: role, path: known("/user-role/"), assumeRolePolicyDocument: trust,
                maxSessionDuration: 43_200, permissionsBoundary: boundary, description: "é + ü",
                tags: [Tag(key: "latchkey", value: "a b")])
            #expect(made.arn.resource == "role/user-role/user_alice" && made.maxSessionDuration == 43_200)
            await expect(.entityAlreadyExists) {
                _ = try await iam.createRole(
                    roleName: role, path: known("/user-role/"), assumeRolePolicyDocument: trust)
            }
            try await iam.putRolePolicy(roleName: role, policyName: known("inline=1"), policyDocument: document)
            try await iam.attachRolePolicy(roleName: role, policyARN: boundary)
            #expect(try await iam.listRolePolicies(roleName: role).map(\.rawValue) == ["inline=1"])
            #expect(try await iam.getRolePolicy(roleName: role, policyName: known("inline=1")).contains("s3:List*"))
            #expect(try await iam.listAttachedRolePolicies(roleName: role).map(\.policyARN) == [boundary])
            try await iam.tagRole(roleName: role, tags: [Tag(key: "digest", value: "abc")])
            try await iam.untagRole(roleName: role, tagKeys: ["latchkey"])
            try await iam.updateRole(roleName: role, maxSessionDuration: 7_200, description: "new")
            try await iam.updateAssumeRolePolicy(roleName: role, policyDocument: trust)
            let found = try await iam.getRole(roleName: role)
            #expect(found.maxSessionDuration == 7_200 && found.roleID == made.roleID)
            #expect(found.tags == [Tag(key: "digest", value: "abc")])
            #expect(found.permissionsBoundary == boundary && found.assumeRolePolicyDocument.contains(trusted))
            let assumed = try await sts.assumeRole(
                AssumeRoleInput(
                    roleARN: made.arn, roleSessionName: known("alice"), durationSeconds: 900,
                    sourceIdentity: known("alice"), policy: document, policyARNs: [boundary],
                    tags: [Tag(key: "team", value: "x y")], transitiveTagKeys: ["team"]))
            #expect(assumed.assumedRoleARN.resource == "assumed-role/user_alice/alice")
            let left = assumed.credentials.expiration?.timeIntervalSinceNow ?? 0
            #expect((600...1_000).contains(left))
            let session = STS(try peer.client(signingWith: assumed.credentials))
            #expect(try await session.getCallerIdentity().arn.resource == "assumed-role/user_alice/alice")
            try await iam.deleteRolePermissionsBoundary(roleName: role)
            try await iam.putRolePermissionsBoundary(roleName: role, permissionsBoundary: boundary)
            await expect(.deleteConflict) { try await iam.deleteRole(roleName: role) }
            try await iam.detachRolePolicy(roleName: role, policyARN: boundary)
            try await iam.deleteRolePolicy(roleName: role, policyName: known("inline=1"))
            try await iam.deleteRole(roleName: role)
            await expect(.noSuchEntity) { _ = try await iam.getRole(roleName: role) }
        }
    }

    @Test(arguments: Peer.Name.allCases)
    func `managed policies and the list of roles`(name: Peer.Name) async throws {
        let document = document
        try await Peer.run(name) { peer in
            let iam = IAM(try peer.client("broker"))
            let policy = try await iam.createPolicy(
                policyName: known("latchkey-p+1"), path: known("/user-role/"), policyDocument: document,
                description: "d")
            let second = try await iam.createPolicyVersion(
                policyARN: policy.arn, policyDocument: document.replacing("List", with: "Put"), standing: .default)
            #expect(second.versionID == "v2")
            let found = try await iam.getPolicy(policyARN: policy.arn)
            #expect(found.defaultVersionID == "v2" && abs(found.updateDate?.timeIntervalSinceNow ?? 999) < 60)
            #expect(try await iam.listPolicies(pathPrefix: known("/user-role/")).map(\.arn) == [policy.arn])
            #expect(try await iam.listPolicies(pathPrefix: known("/y/")).isEmpty)
            let (version, text) = try await iam.getPolicyVersion(policyARN: policy.arn, versionID: "v2")
            #expect(text.contains("s3:Put*") && version.standing == .default && version.versionID == "v2")
            #expect(version.createDate >= (found.createDate ?? .distantFuture) - 1)
            let versions = try await iam.listPolicyVersions(policyARN: policy.arn)
            #expect(versions.map(\.versionID).sorted() == ["v1", "v2"])
            #expect(versions.first { $0.standing == .default }?.versionID == "v2")
            try await iam.deletePolicyVersion(policyARN: policy.arn, versionID: "v1")
            try await iam.deletePolicy(policyARN: policy.arn)
            await expect(.noSuchEntity) { _ = try await iam.getPolicy(policyARN: policy.arn) }
            let trust =
                #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#
            let admin = IAM(try peer.client("admin"))
            _ = try await admin.createRole(
                roleName: known("elsewhere"), path: known("/a/"), assumeRolePolicyDocument: trust)
            let names = ["user_r1", "user_r2", "user_r3"]
            let path: Path = try known("/user-role/")
            for name in names {
                _ = try await iam.createRole(roleName: known(name), path: path, assumeRolePolicyDocument: trust)
            }
            #expect(try await iam.listRoles(pathPrefix: path).map(\.roleName.rawValue).sorted() == names)
            var paged: [ListRolesPage] = []
            repeat {
                paged.append(try await iam.listRolesPage(pathPrefix: path, maxItems: 2, marker: paged.last?.marker))
            } while paged.last?.marker != nil
            #expect(paged.flatMap(\.roles).map(\.roleName.rawValue).sorted() == names)
            // ministack pages nothing.
            if name == .moto { #expect(paged.map(\.roles.count) == [2, 1]) }
        }
    }

    @Test(arguments: Peer.Name.allCases)
    func `virtual MFA devices`(name: Peer.Name) async throws {
        try await Peer.run(name) { peer in
            let iam = IAM(try peer.client("admin"))
            let alice: UserName = try known("alice")
            #expect(try await iam.listMFADevices(userName: alice).isEmpty)
            await expect(.noSuchEntity) { _ = try await iam.listMFADevices(userName: known("nobody")) }
            let device = try await iam.createVirtualMFADevice(
                virtualMFADeviceName: known("pho+ne"), path: known("/latchkey/alice/"))
            let serial = device.serialNumber
            #expect(serial.rawValue == "arn:aws:iam::\(peer.account.account):mfa/latchkey/alice/pho+ne")
            await expect(.entityAlreadyExists) {
                _ = try await iam.createVirtualMFADevice(
                    virtualMFADeviceName: known("pho+ne"), path: known("/latchkey/alice/"))
            }
            #expect(try await iam.listVirtualMFADevices(assignmentStatus: .unassigned).map(\.serialNumber) == [serial])
            #expect(try await iam.listVirtualMFADevices(assignmentStatus: .assigned).isEmpty)
            // moto takes any codes, and knows no ResyncMFADevice.
            let seed = device.base32StringSeed.reveal()
            let shown =
                name == .ministack ? try await authenticationCodes(seed) : try #require(.init("123456", "654321"))
            if name == .ministack {
                let wrong = try #require(AuthenticationCodes("000000", "000000"))
                await expect(.invalidAuthenticationCode) {
                    try await iam.enableMFADevice(userName: alice, serialNumber: serial, codes: wrong)
                }
            }
            try await iam.enableMFADevice(userName: alice, serialNumber: serial, codes: shown)
            #expect(try await iam.listMFADevices(userName: alice).map(\.serialNumber) == [serial])
            let assigned = try await iam.listVirtualMFADevices(assignmentStatus: .assigned)
            #expect(assigned.map(\.userName) == [alice] && assigned.first?.enableDate != nil)
            if name == .ministack {
                await expect(.invalidAuthenticationCode) {
                    try await iam.resyncMFADevice(userName: alice, serialNumber: serial, codes: shown)
                }
                try await iam.resyncMFADevice(
                    userName: alice, serialNumber: serial, codes: authenticationCodes(seed, later: 60))
                await expect(.deleteConflict) { try await iam.deleteVirtualMFADevice(serialNumber: serial) }
            }
            try await iam.deactivateMFADevice(userName: alice, serialNumber: serial)
            await expect(.noSuchEntity) { try await iam.deactivateMFADevice(userName: alice, serialNumber: serial) }
            try await iam.deleteVirtualMFADevice(serialNumber: serial)
            await expect(.noSuchEntity) { try await iam.deleteVirtualMFADevice(serialNumber: serial) }
        }
    }

    /// The codes that a device with this seed shows now, or some seconds later, and after it.
    private func authenticationCodes(_ seed: String, later: Int = 0) async throws -> AuthenticationCodes {
        let time = "@\(Int(Date().timeIntervalSince1970) - 120 + later)"
        let result = try await Subprocess.run(
            .name("oathtool"), arguments: ["--totp", "--base32", "--window=1", "--now=\(time)", "-"],
            input: .string(seed), output: .string(limit: 100))
        let codes = result.standardOutput.split(separator: "\n").map(String.init)
        return try #require(codes.count == 2 ? AuthenticationCodes(codes[0], codes[1]) : nil)
    }

    @Test(arguments: Peer.Name.allCases)
    func `a role for who holds an identity provider's token`(name: Peer.Name) async throws {
        try await Peer.run(name) { peer in
            let client = try peer.client("broker")
            let provider = "arn:aws:iam::\(peer.account.account):oidc-provider/id.example"
            let role = try await IAM(client).createRole(
                roleName: known("user_web"), path: known("/user-role/"),
                assumeRolePolicyDocument: #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#
                    + #""Principal":{"Federated":"\#(provider)"},"Action":"sts:AssumeRoleWithWebIdentity"}]}"#)
            // Nobody's signature: the token is what counts.
            let sts = STS(try peer.client(signingWith: .init(accessKeyID: "x", secretAccessKey: Secret("x"))))
            func session(_ issuer: String) async throws -> AssumedRole {
                let parts = [
                    #"{"alg":"RS256"}"#, #"{"iss":"https://\#(issuer)","aud":"x","sub":"alice"}"#, "signature",
                ]
                return try await sts.assumeRoleWithWebIdentity(
                    roleARN: role.arn, roleSessionName: known("alice"),
                    webIdentityToken: Secret(parts.map { Base64URL.encode(Array($0.utf8)) }.joined(separator: ".")),
                    durationSeconds: 900)
            }
            let assumed = try await session("id.example")
            #expect(assumed.assumedRoleARN.resource == "assumed-role/user_web/alice")
            let own = STS(try peer.client(signingWith: assumed.credentials))
            #expect(try await own.getCallerIdentity().arn.resource == "assumed-role/user_web/alice")
            // moto looks at no trust policy.
            if name == .ministack { await expect(.accessDenied) { _ = try await session("other.example") } }
        }
    }

    @Test(arguments: Peer.Name.allCases)
    func `things that are used once`(name: Peer.Name) async throws {
        try await Peer.run(name) { peer in
            let records = OneTimeRecords(
                table: "tokens",
                keys: SealingKeys(secret: Secret("0123456789abcdef0123456789abcdef"), purpose: "one-time records"),
                dynamoDB: DynamoDB(try peer.client("admin")), timekeeper: .system)
            let soon = Date(timeIntervalSinceNow: 60)
            #expect(try await records.spend(.nonce, "n", until: soon))
            #expect(try await !records.spend(.nonce, "n", until: soon))
            let code = try #require(try await records.issue(.link, for: [1, 2], until: soon)).reveal()
            #expect(try await records.redeem(.nonce, code) == nil)
            #expect(try await records.redeem(.link, code) == [1, 2])
            #expect(try await records.redeem(.link, code) == nil)
            let past = try #require(try await records.issue(.link, for: [3], until: Date(timeIntervalSinceNow: -1)))
            #expect(try await records.redeem(.link, past.reveal()) == nil)
        }
    }

    @Test(arguments: Peer.Name.allCases)
    func `items of a table`(name: Peer.Name) async throws {
        try await Peer.run(name) { peer in
            let dynamoDB = DynamoDB(try peer.client("broker"))
            #expect(try await dynamoDB.describeTable(table: "records").tableStatus == "ACTIVE")
            await expect("ResourceNotFoundException", orDenied: true) {
                _ = try await dynamoDB.describeTable(table: "none")
            }
            let key: Item = ["username": .s("al é")]
            let list = AttributeValue.l([.null, .bool(true), .m(["b": .b([0, 255])])])
            let item = key.merging(["expires_at": .n(5), "list": list, "set": .ss(["x", "y"])]) { $1 }
            func create() async throws {
                try await dynamoDB.updateItem(
                    table: "records", key: key,
                    update: Expression(
                        "SET expires_at = :e, #l = :l, #s = :s", names: ["#l": "list", "#s": "set"],
                        values: [":e": .n(5), ":l": list, ":s": .ss(["x", "y"])]),
                    condition: Expression("attribute_not_exists(username)"))
            }
            try await create()
            await expect(.conditionalCheckFailedException) { try await create() }
            #expect(try await dynamoDB.getItem(table: "records", key: key, consistentRead: true) == item)
            let changed = try await dynamoDB.updateItem(
                table: "records", key: key,
                update: Expression("SET #e = :new", names: ["#e": "expires_at"], values: [":new": .n(9)]),
                condition: Expression("#e = :old", names: ["#e": "expires_at"], values: [":old": .n(5)]),
                returnValues: .allNew)
            #expect(changed?["expires_at"]?.integer == 9)
            for number in 0..<5 {
                try await dynamoDB.updateItem(
                    table: "records", key: ["username": .s("u\(number)")],
                    update: Expression("SET expires_at = :e", values: [":e": .n(number)]))
            }
            let old = Expression("#e < :n", names: ["#e": "expires_at"], values: [":n": .n(3)])
            let scanned = try await dynamoDB.scanPage(table: "records", filter: old)
            #expect(scanned.lastEvaluatedKey == nil)
            #expect(scanned.items.compactMap { $0["username"]?.string }.sorted() == ["u0", "u1", "u2"])
            var paged: [Item] = []
            var start: Item?
            repeat {
                let page = try await dynamoDB.scanPage(table: "records", limit: 2, exclusiveStartKey: start)
                #expect(page.items.count <= 2)
                paged.append(contentsOf: page.items)
                start = page.lastEvaluatedKey
            } while start != nil
            #expect(paged.count == 6)
            let gone = try await dynamoDB.deleteItem(
                table: "records", key: key, condition: Expression("attribute_exists(username)"),
                returnValues: .allOld)
            #expect(gone?["expires_at"]?.integer == 9)
            #expect(try await dynamoDB.getItem(table: "records", key: key) == nil)
        }
    }

    @Test(arguments: Peer.Name.allCases)
    func `users, groups and what they may, written and read as a whole`(name: Peer.Name) async throws {
        let document = document
        try await Peer.run(name) { peer in
            let iam = IAM(try peer.client("admin"))
            let (dave, staff): (UserName, GroupName) = (try known("dave"), try known("staff"))
            let (inline, boundary): (PolicyName, ARN) = (try known("in+1"), try known(peer.account.boundary))
            let mark = Tag(key: "mark", value: "a b")
            let made = try await iam.createUser(userName: dave, path: known("/b/"), tags: [mark])
            #expect(made.arn.resource == "user/b/dave" && made.tags == [mark])
            await expect(.entityAlreadyExists) { _ = try await iam.createUser(userName: dave) }
            try await iam.tagUser(userName: dave, tags: [Tag(key: "second", value: "")])
            try await iam.untagUser(userName: dave, tagKeys: ["mark"])
            // moto fails in it.
            if name == .ministack {
                try await iam.putUserPermissionsBoundary(userName: dave, permissionsBoundary: boundary)
            }
            let group = try await iam.createGroup(groupName: staff, path: known("/b/"))
            #expect(group.arn.resource == "group/b/staff")
            try await iam.addUserToGroup(groupName: staff, userName: dave)
            try await iam.addUserToGroup(groupName: staff, userName: dave)
            try await iam.putUserPolicy(userName: dave, policyName: inline, policyDocument: document)
            try await iam.attachUserPolicy(userName: dave, policyARN: boundary)
            try await iam.putGroupPolicy(groupName: staff, policyName: inline, policyDocument: document)
            try await iam.attachGroupPolicy(groupName: staff, policyARN: boundary)
            // moto lists policies without their names.
            if name == .ministack {
                let details = try await iam.getAccountAuthorizationDetails()
                let found = try #require(details.userDetailList.first { $0.user.userName == dave })
                #expect(found.groupList == [staff] && found.user.tags.map(\.key) == ["second"])
                #expect(found.attachedManagedPolicies.count == 1)
                #expect(found.user.permissionsBoundary == boundary)
                #expect(found.userPolicyList.map(\.policyName) == [inline])
                #expect(found.userPolicyList.first?.policyDocument.contains("s3:List*") == true)
                let inGroup = try #require(details.groupDetailList.first { $0.group.groupName == staff })
                #expect(inGroup.groupPolicyList.count == 1 && inGroup.attachedManagedPolicies.count == 1)
                #expect(details.policies.contains { $0.policy.arn == boundary && $0.defaultVersion != nil })
                let users = try await iam.getAccountAuthorizationDetails(filter: [.user])
                #expect(users.groupDetailList.isEmpty && !users.userDetailList.isEmpty)
            }
            if name == .ministack { try await iam.deleteUserPermissionsBoundary(userName: dave) }
            if name == .ministack {
                await expect(.deleteConflict) { try await iam.deleteGroup(groupName: staff) }
            }
            try await iam.removeUserFromGroup(groupName: staff, userName: dave)
            try await iam.deleteUserPolicy(userName: dave, policyName: inline)
            try await iam.detachUserPolicy(userName: dave, policyARN: boundary)
            try await iam.deleteGroupPolicy(groupName: staff, policyName: inline)
            try await iam.detachGroupPolicy(groupName: staff, policyARN: boundary)
            try await iam.deleteGroup(groupName: staff)
            try await iam.updateUser(userName: dave, newPath: known("/c/"))
            #expect(try await iam.getUser(userName: dave).arn.resource == "user/c/dave")
            try await iam.deleteUser(userName: dave)
            await expect(.noSuchEntity) { _ = try await iam.getUser(userName: dave) }
        }
    }

    @Test(arguments: Peer.Name.allCases)
    func `password policy, alias, providers, instance profiles and tags of policies`(name: Peer.Name) async throws {
        let document = document
        try await Peer.run(name) { peer in
            let iam = IAM(try peer.client("admin"))
            #expect(try await iam.getAccountPasswordPolicy() == nil)
            let policy = AccountPasswordPolicy(
                minimumPasswordLength: 14, allowUsersToChangePassword: true, passwordReusePrevention: 24)
            try await iam.updateAccountPasswordPolicy(policy)
            #expect(try await iam.getAccountPasswordPolicy() == policy)
            try await iam.deleteAccountPasswordPolicy()
            #expect(try await iam.listAccountAliases() == [])
            try await iam.createAccountAlias("example-company")
            #expect(try await iam.listAccountAliases() == ["example-company"])
            try await iam.deleteAccountAlias("example-company")
            let mark = Tag(key: "mark", value: "a b")
            let provider = try await iam.createOpenIDConnectProvider(
                url: "https://id.example/x", clientIDList: ["a"], thumbprintList: [String(repeating: "0", count: 40)],
                tags: [mark])
            #expect(try await iam.listOpenIDConnectProviders() == [provider])
            #expect(try await iam.getOpenIDConnectProvider(arn: provider).clientIDs == ["a"])
            // moto doesn't know changes of who a provider serves.
            if name == .ministack {
                try await iam.addClientIDToOpenIDConnectProvider(arn: provider, clientID: "b")
                try await iam.removeClientIDFromOpenIDConnectProvider(arn: provider, clientID: "a")
                #expect(try await iam.getOpenIDConnectProvider(arn: provider).clientIDs == ["b"])
            }
            try await iam.updateOpenIDConnectProviderThumbprint(
                arn: provider, thumbprintList: [String(repeating: "1", count: 40)])
            try await iam.tagOpenIDConnectProvider(arn: provider, tags: [Tag(key: "second", value: "v")])
            try await iam.untagOpenIDConnectProvider(arn: provider, tagKeys: ["mark"])
            #expect(try await iam.getOpenIDConnectProvider(arn: provider).tags.map(\.key) == ["second"])
            try await iam.deleteOpenIDConnectProvider(arn: provider)
            let metadata = "<EntityDescriptor>" + String(repeating: "x", count: 1_000) + "</EntityDescriptor>"
            let saml = try await iam.createSAMLProvider(name: "idp", metadataDocument: metadata)
            #expect(try await iam.listSAMLProviders() == [saml])
            #expect(try await iam.getSAMLProvider(arn: saml).metadataDocument == metadata)
            try await iam.updateSAMLProvider(arn: saml, metadataDocument: metadata.replacing("x", with: "y"))
            try await iam.deleteSAMLProvider(arn: saml)
            let made = try await iam.createPolicy(policyName: known("p"), policyDocument: document, tags: [mark])
            try await iam.tagPolicy(policyARN: made.arn, tags: [Tag(key: "second", value: "v")])
            try await iam.untagPolicy(policyARN: made.arn, tagKeys: ["mark"])
            #expect(try await iam.listPolicyTags(policyARN: made.arn).map(\.key) == ["second"])
            let other = try await iam.createPolicyVersion(
                policyARN: made.arn, policyDocument: document, standing: .other)
            try await iam.setDefaultPolicyVersion(policyARN: made.arn, versionID: other.versionID)
            #expect(try await iam.getPolicy(policyARN: made.arn).defaultVersionID == other.versionID)
            let trust =
                #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#
            let (profile, role): (InstanceProfileName, RoleName) = (try known("server"), try known("server"))
            _ = try await iam.createRole(roleName: role, assumeRolePolicyDocument: trust)
            try await iam.createInstanceProfile(instanceProfileName: profile)
            try await iam.addRoleToInstanceProfile(instanceProfileName: profile, roleName: role)
            #expect(try await iam.getInstanceProfileRoles(instanceProfileName: profile) == [role])
            let details = try await iam.getAccountAuthorizationDetails(filter: [.role])
            #expect(details.roleDetailList.first { $0.role.roleName == role }?.instanceProfiles == [profile])
            try await iam.removeRoleFromInstanceProfile(instanceProfileName: profile, roleName: role)
            try await iam.deleteInstanceProfile(instanceProfileName: profile)
            await expect(.noSuchEntity) { _ = try await iam.getInstanceProfileRoles(instanceProfileName: profile) }
        }
    }

    @Test(arguments: Peer.Name.allCases)
    func `a table's whole life`(name: Peer.Name) async throws {
        try await Peer.run(name) { peer in
            let dynamoDB = DynamoDB(try peer.client("admin"))
            let mark = Tag(key: "mark", value: "a b")
            let key = TableKey(hash: .init("id"))
            let made = try await dynamoDB.createTable(table: "made", key: key, tags: [mark])
            await expect("ResourceInUseException") { _ = try await dynamoDB.createTable(table: "made", key: key) }
            let arn = try #require(made.tableARN)
            #expect(try await dynamoDB.listTables().contains("made"))
            #expect(try await dynamoDB.describeTable(table: "made").key == key)
            try await dynamoDB.tagResource(arn: arn, tags: [Tag(key: "second", value: "v")])
            try await dynamoDB.untagResource(arn: arn, tagKeys: ["mark"])
            #expect(try await dynamoDB.listTagsOfResource(arn: arn) == [Tag(key: "second", value: "v")])
            #expect(try await dynamoDB.describeTimeToLive(table: "made").attributeName == nil)
            try await dynamoDB.updateTimeToLive(table: "made", attributeName: "expires_at", enabled: true)
            #expect(try await dynamoDB.describeTimeToLive(table: "made").attributeName == "expires_at")
            #expect(try await !dynamoDB.describePointInTimeRecovery(table: "made"))
            try await dynamoDB.updateContinuousBackups(table: "made", pointInTimeRecovery: true)
            #expect(try await dynamoDB.describePointInTimeRecovery(table: "made"))
            // moto keeps no policies of tables.
            if name == .ministack { #expect(try await dynamoDB.getResourcePolicy(arn: arn) == nil) }
            try await dynamoDB.deleteTable(table: "made")
        }
    }

    @Test func `what isn't allowed is denied, what is wrongly signed is refused`() async throws {
        try await Peer.run(.ministack) { peer in
            let broker = IAM(try peer.client("broker"))
            let foreign = try #require(RoleName("admin"))
            let denied = await #expect(throws: AWSError.self) { try await broker.deleteRole(roleName: foreign) }
            guard case .service(let error)? = denied else { return }
            #expect(error.isAccessDenied && error.status == 403)
            let forged = STS(try peer.client("broker", secret: String(repeating: "x", count: 40)))
            let refused = await #expect(throws: AWSError.self) { try await forged.getCallerIdentity() }
            guard case .service(let answer)? = refused else { return }
            #expect(answer.isInvalidCredentials)
        }
    }
}

/// Expects a refusal by AWS with this code.
private func expect(
    _ code: ErrorCode, orDenied: Bool = false, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async {
    let error = await #expect(throws: AWSError.self, sourceLocation: sourceLocation) { try await body() }
    if orDenied, error?.code == .accessDeniedException { return }
    #expect(error?.code == code, sourceLocation: sourceLocation)
}

import AWS
import Cryptography
import FoundationEssentials
import HTTPTypes
import Synchronization

@testable import LatchkeyCore

/// An AWS account in memory, behind a transport: roles with their policies, and the table.
final class FakeAccount: Transport {
    struct FakeRole {
        var arn: String
        var id = "AROA"
        var path = "/user-role/"
        var createDate = "2020-01-01T00:00:00Z"
        var description: String?
        var trust: String?
        var maxSessionDuration: String?
        var boundary: String?
        /// The documents by name.
        var inline: [String: String] = [:]
        var attached: Set<String> = []
        /// Told by GetRole alone.
        var tags: [String: String] = [:]
    }

    struct Call: Equatable {
        var operation: String
        /// A Query service's parameters.
        var form: [String: String] = [:]
    }

    struct World {
        /// By name, with their tags.
        var users: [String: [String: String]] = [:]
        /// The users' inline policies, one each, by user name.
        var userPolicies: [String: String] = [:]
        /// The groups' inline policies, one each, by group name, and the groups that users are in.
        var groupPolicies: [String: String] = [:]
        var groups: [String: [String]] = [:]
        /// The users' unique IDs and the days on which they were made, by user name, where a test tells them apart.
        var userIDs: [String: String] = [:]
        var userDates: [String: String] = [:]
        /// The users' access keys, by user name.
        var keys: [String: [String]] = [:]
        /// When keys were made, where it isn't now, and that they were used.
        var keyDates: [String: String] = [:]
        var usedKeys: Set<String> = []
        /// Whether lists of keys are empty, as IAM answers too early.
        var hidesKeys = false
        /// By name.
        var roles: [String: FakeRole] = [:]
        /// Roles made anew, which sessions may be of nevertheless: the IDs that the next ones are of.
        var dyingRoleIDs: [String] = []
        /// The versions of customer managed policies, by ARN; the last is the default one.
        var policies: [String: [String]] = [:]
        /// When policies were changed, where it wasn't long ago.
        var policyDates: [String: String] = [:]
        /// Whether IAM counts what uses a policy; it may come to that late.
        var countsUses = true
        var table = FakeTable()
        /// The `Date` of IAM's answers, where they have one.
        var date: String?
        /// Everything answered, in order.
        var calls: [Call] = []
        var operations: [String] { calls.map(\.operation) }
    }

    private let world = Mutex(World())
    /// Where it matters how many calls wait for one another.
    private let rounds: Rounds?
    /// Answers in the world's place: an error's status and code (and message, after a colon), or nil. It may change the
    /// world first.
    private let intercept: @Sendable (String, inout World) -> (Int, String)?

    init(
        rounds: Rounds? = nil, intercept: @escaping @Sendable (String, inout World) -> (Int, String)? = { _, _ in nil }
    ) {
        self.rounds = rounds
        self.intercept = intercept
    }

    func with<Value: Sendable>(_ body: (inout World) -> sending Value) -> Value {
        world.withLock { world in body(&world) }
    }

    var roleNames: Set<String> { with { Set($0.roles.keys) } }
    var recordNames: Set<String> { with { Set($0.table.items.keys) } }

    /// A role at Latchkey's path, with a record unless `expiresAt` is nil.
    func add(_ userName: String, expiresAt: Int?, inline: Set<String> = ["latchkey-allow"], attached: Set<String> = [])
    {
        let arn = "arn:aws:iam::123456789012:role/user-role/user_\(userName)"
        with { world in
            let document = PolicyDocument.denyingEverything.minified
            world.roles["user_\(userName)"] = FakeRole(
                arn: arn, inline: Dictionary(uniqueKeysWithValues: inline.map { ($0, document) }), attached: attached,
                tags: ["latchkey:mirror": "true"])
            if let expiresAt {
                world.table.items[userName] = [
                    "username": .s(userName), "role_arn": .s(arn), "expires_at": .n(expiresAt),
                ]
            }
        }
    }

    // MARK: Transport

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        await Task.yield()
        await rounds?.wait()
        if let target = request.head.headerFields[HTTPField.Name("X-Amz-Target") ?? .contentType] {
            return answerDynamoDB(String(target.split(separator: ".").last ?? ""), request.body)
        }
        var form: [String: String] = [:]
        for pair in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            form[parts[0]] = PercentEncoding.decode(parts[1])
        }
        return answerIAM(form["Action"] ?? "", form)
    }

    private func answerDynamoDB(_ operation: String, _ body: [UInt8]) -> TransportResponse {
        world.withLock { world in
            world.calls.append(Call(operation: operation))
            if let (status, code) = intercept(operation, &world) {
                return Self.response(status, #"{"__type":"x#\#(code)"}"#)
            }
            do {
                let request = try JSONDecoder().decode(FakeTable.Request.self, from: Data(body))
                let answer = try world.table.answer(operation, request)
                return Self.response(200, String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
            } catch is FakeTable.ConditionFailed {
                return Self.response(400, #"{"__type":"x#ConditionalCheckFailedException"}"#)
            } catch {
                return Self.response(400, #"{"__type":"x#ValidationException","message":"\#(error)"}"#)
            }
        }
    }

    private func answerIAM(_ operation: String, _ form: [String: String]) -> TransportResponse {
        world.withLock { world in
            world.calls.append(Call(operation: operation, form: form))
            if let (status, code) = intercept(operation, &world) { return Self.error(status, code) }
            guard let result = Self.result(of: operation, form, &world) else { return Self.error(404, "NoSuchEntity") }
            if ["DeleteConflict", "EntityAlreadyExists"].contains(result) { return Self.error(409, result) }
            if result == "AccessDenied" { return Self.error(403, result) }
            var response = Self.response(
                200, "<\(operation)Response><\(operation)Result>\(result)</\(operation)Result></\(operation)Response>")
            response.head.headerFields[.date] = world.date
            return response
        }
    }

    private static func result(of operation: String, _ form: [String: String], _ world: inout World) -> String? {
        let (name, policy) = (form["RoleName"] ?? "", form["PolicyArn"] ?? "")
        func list(_ element: String, _ members: some Sequence<String>) -> String {
            "<\(element)>" + members.map { "<member>\($0)</member>" }.joined() + "</\(element)>"
        }
        switch operation {
        case "ListRoles": return list("Roles", world.roles.sorted { $0.key < $1.key }.map { xml($0.key, $0.value) })
        case "ListPolicies": return list("Policies", world.policies.keys.sorted().map { xml(policy: $0, world) })
        case "ListUsers":
            return list(
                "Users",
                world.users.keys.sorted().map {
                    """
                    <UserName>\($0)</UserName><UserId>\(world.userIDs[$0] ?? "AIDA")</UserId>\
                    <Arn>arn:aws:iam::123456789012:user/\($0)</Arn>
                    """
                })
        case "GetUser":
            guard let user = form["UserName"], let tags = world.users[user] else { return nil }
            return """
                <User><UserName>\(user)</UserName><UserId>\(world.userIDs[user] ?? "AIDA")</UserId>\
                <CreateDate>\(world.userDates[user] ?? "2020-01-01T00:00:00Z")</CreateDate>\
                <Arn>arn:aws:iam::123456789012:user/\(user)</Arn>\
                \(list("Tags", tags.map { "<Key>\($0.key)</Key><Value>\($0.value)</Value>" }))</User>
                """
        case "ListAccessKeys":
            guard let keys = world.keys[form["UserName"] ?? ""] else { return nil }
            let now = Timestamp.format(.now)
            return list(
                "AccessKeyMetadata",
                (world.hidesKeys ? [] : keys).map {
                    """
                    <AccessKeyId>\($0)</AccessKeyId><Status>Active</Status>\
                    <CreateDate>\(world.keyDates[$0] ?? now)</CreateDate>
                    """
                })
        case "GetAccessKeyLastUsed":
            let isUsed = world.usedKeys.contains(form["AccessKeyId"] ?? "")
            let date = isUsed ? "<LastUsedDate>2030-01-01T00:00:00Z</LastUsedDate>" : ""
            return "<AccessKeyLastUsed>\(date)</AccessKeyLastUsed>"
        case "DeleteAccessKey":
            world.keys[form["UserName"] ?? ""]?.removeAll { $0 == form["AccessKeyId"] }
            return ""
        case "CreateAccessKey":
            let id = "AKIA000000000000000\(world.calls.count % 10)"
            world.keys[form["UserName"] ?? "", default: []].append(id)
            return """
                <AccessKey><UserName>\(form["UserName"] ?? "")</UserName><AccessKeyId>\(id)</AccessKeyId>\
                <Status>Active</Status><SecretAccessKey>s</SecretAccessKey></AccessKey>
                """
        case "ListUserPolicies":
            return list("PolicyNames", world.userPolicies[form["UserName"] ?? ""] == nil ? [] : ["own"])
        case "GetUserPolicy":
            guard let document = world.userPolicies[form["UserName"] ?? ""] else { return nil }
            return "<PolicyDocument>\(PercentEncoding.encode(document))</PolicyDocument>"
        case "ListAttachedUserPolicies": return list("AttachedPolicies", [])
        case "ListGroupsForUser":
            return list(
                "Groups",
                (world.groups[form["UserName"] ?? ""] ?? []).map {
                    "<GroupName>\($0)</GroupName><GroupId>AGPA</GroupId>"
                        + "<Arn>arn:aws:iam::123456789012:group/\($0)</Arn><Path>/</Path>"
                })
        case "ListAttachedGroupPolicies": return list("AttachedPolicies", [])
        case "ListGroupPolicies":
            return world.groupPolicies[form["GroupName"] ?? ""].map { _ in list("PolicyNames", ["own"]) }
        case "GetGroupPolicy":
            guard let document = world.groupPolicies[form["GroupName"] ?? ""] else { return nil }
            return "<PolicyDocument>\(PercentEncoding.encode(document))</PolicyDocument>"
        case "GetAccountSummary": return "<SummaryMap></SummaryMap>"
        case "CreateRole":
            guard world.roles[name] == nil else { return "EntityAlreadyExists" }
            let role = FakeRole(
                arn: "arn:aws:iam::123456789012:role\(form["Path"] ?? "/")\(name)", id: "AROA\(world.calls.count)",
                trust: form["AssumeRolePolicyDocument"], maxSessionDuration: form["MaxSessionDuration"],
                tags: tags(form))
            world.roles[name] = role
            return "<Role>\(xml(name, role))</Role>"
        case "AssumeRole":
            guard let arn = form["RoleArn"], let role = world.roles.values.first(where: { $0.arn == arn }) else {
                return "AccessDenied"
            }
            let id = world.dyingRoleIDs.isEmpty ? role.id : world.dyingRoleIDs.removeFirst()
            return """
                <Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
                <SessionToken>t</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials>\
                <AssumedRoleUser><Arn>\(arn)</Arn><AssumedRoleId>\(id):alice</AssumedRoleId></AssumedRoleUser>
                """
        default: break
        }
        if operation.hasSuffix("Policy") || operation.hasSuffix("PolicyVersion") || operation == "ListPolicyVersions",
            form["RoleName"] == nil
        {
            guard var versions = world.policies[policy] else { return nil }
            switch operation {
            case "ListPolicyVersions":
                return list(
                    "Versions",
                    versions.map {
                        """
                        <VersionId>\($0)</VersionId><IsDefaultVersion>\($0 == versions.last)</IsDefaultVersion>\
                        <CreateDate>2020-01-01T00:00:00Z</CreateDate>
                        """
                    })
            case "GetPolicy": return "<Policy>\(xml(policy: policy, world))</Policy>"
            case "DeletePolicyVersion": versions.removeAll { $0 == form["VersionId"] }
            default:
                let isUsed = world.roles.values.contains { $0.attached.contains(policy) || $0.boundary == policy }
                if versions.count > 1 || isUsed { return "DeleteConflict" }
                world.policies[policy] = nil
                return ""
            }
            world.policies[policy] = versions
            return ""
        }
        guard var role = world.roles[name] else { return nil }
        switch operation {
        case "GetRole":
            let tags = list("Tags", role.tags.map { "<Key>\($0.key)</Key><Value>\($0.value)</Value>" })
            return "<Role>\(xml(name, role))\(tags)</Role>"
        case "ListRolePolicies": return list("PolicyNames", role.inline.keys)
        case "GetRolePolicy":
            guard let document = role.inline[form["PolicyName"] ?? ""] else { return nil }
            return "<PolicyDocument>\(PercentEncoding.encode(document))</PolicyDocument>"
        case "ListAttachedRolePolicies":
            return list(
                "AttachedPolicies", role.attached.map { "<PolicyName>p</PolicyName><PolicyArn>\($0)</PolicyArn>" })
        case "UpdateRole": role.maxSessionDuration = form["MaxSessionDuration"]
        case "TagRole": role.tags.merge(tags(form)) { $1 }
        case "UntagRole":
            for (name, key) in form where name.hasPrefix("TagKeys.") { role.tags[key] = nil }
        case "PutRolePolicy": role.inline[form["PolicyName"] ?? ""] = form["PolicyDocument"]
        case "DeleteRolePolicy":
            guard role.inline.removeValue(forKey: form["PolicyName"] ?? "") != nil else { return nil }
        case "DetachRolePolicy": guard role.attached.remove(policy) != nil else { return nil }
        case "DeleteRole":
            guard role.inline.isEmpty, role.attached.isEmpty else { return "DeleteConflict" }
            world.roles[name] = nil
            return ""
        default: return nil
        }
        world.roles[name] = role
        return ""
    }

    /// The tags among a call's parameters.
    private static func tags(_ form: [String: String]) -> [String: String] {
        let members = (1...50).compactMap { number in
            form["Tags.member.\(number).Key"].map { ($0, form["Tags.member.\(number).Value"] ?? "") }
        }
        return Dictionary(members) { $1 }
    }

    private static func xml(policy: String, _ world: World) -> String {
        let uses = world.roles.values.filter { $0.attached.contains(policy) }.count
        let bounds = world.roles.values.filter { $0.boundary == policy }.count
        let date = world.policyDates[policy] ?? "2020-01-01T00:00:00Z"
        return """
            <PolicyName>\(policy.split(separator: "/").last ?? "")</PolicyName><PolicyId>ANPA</PolicyId>\
            <Arn>\(policy)</Arn><DefaultVersionId>\(world.policies[policy]?.last ?? "")</DefaultVersionId>\
            <AttachmentCount>\(world.countsUses ? uses : 0)</AttachmentCount>\
            <PermissionsBoundaryUsageCount>\(world.countsUses ? bounds : 0)</PermissionsBoundaryUsageCount>\
            <UpdateDate>\(date)</UpdateDate>
            """
    }

    private static func xml(_ name: String, _ role: FakeRole) -> String {
        """
        <Path>\(role.path)</Path><RoleName>\(name)</RoleName><RoleId>\(role.id)</RoleId><Arn>\(role.arn)</Arn>\
        <CreateDate>\(role.createDate)</CreateDate>\
        <AssumeRolePolicyDocument>\(PercentEncoding.encode(role.trust ?? "{}"))</AssumeRolePolicyDocument>\
        \(role.boundary.map {
            "<PermissionsBoundary><PermissionsBoundaryArn>\($0)</PermissionsBoundaryArn></PermissionsBoundary>"
        } ?? "")\
        \(role.maxSessionDuration.map { "<MaxSessionDuration>\($0)</MaxSessionDuration>" } ?? "")\
        \(role.description.map { "<Description>\($0)</Description>" } ?? "")
        """
    }

    private static func error(_ status: Int, _ code: String) -> TransportResponse {
        let words = code.split(separator: ":", maxSplits: 1)
        let message = words.count > 1 ? words[1] : "m"
        return response(
            status,
            "<ErrorResponse><Error><Code>\(words[0])</Code><Message>\(message)</Message></Error></ErrorResponse>")
    }

    private static func response(_ status: Int, _ body: String) -> TransportResponse {
        TransportResponse(head: HTTPResponse(status: .init(code: status)), body: Array(body.utf8))
    }
}

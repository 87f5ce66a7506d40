import AWS
import Formats
import FoundationEssentials

/// What IAM and STS answer, as the XML of the result element.
extension FakeAccount {
    static func result(of operation: String, _ form: [String: String], _ world: inout World) -> String? {
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
        case "ListAttachedUserPolicies":
            return list("AttachedPolicies", (world.userAttached[form["UserName"] ?? ""] ?? []).map(attachedPolicy))
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
        case "GetAccountSummary":
            let entries = world.summary.map { "<entry><key>\($0.key)</key><value>\($0.value)</value></entry>" }
            return "<SummaryMap>\(entries.joined())</SummaryMap>"
        case "CreatePolicy":
            let arn = "arn:aws:iam::123456789012:policy\(form["Path"] ?? "/")\(form["PolicyName"] ?? "")"
            guard world.policies[arn] == nil else { return "EntityAlreadyExists" }
            world.policies[arn] = ["v1"]
            world.policyDocuments[arn] = form["PolicyDocument"]
            return "<Policy>\(xml(policy: arn, world))</Policy>"
        case "CreateRole":
            guard world.roles[name] == nil else { return "EntityAlreadyExists" }
            let role = FakeRole(
                arn: "arn:aws:iam::123456789012:role\(form["Path"] ?? "/")\(name)", id: "AROA\(world.calls.count)",
                description: form["Description"], trust: form["AssumeRolePolicyDocument"],
                maxSessionDuration: form["MaxSessionDuration"], boundary: form["PermissionsBoundary"], tags: tags(form))
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
            case "GetPolicyVersion":
                guard let document = world.policyDocuments[policy] else { return nil }
                return """
                    <PolicyVersion><Document>\(PercentEncoding.encode(document))</Document>\
                    <VersionId>\(form["VersionId"] ?? "")</VersionId><IsDefaultVersion>true</IsDefaultVersion>\
                    <CreateDate>2020-01-01T00:00:00Z</CreateDate></PolicyVersion>
                    """
            case "CreatePolicyVersion":
                versions.append("v\(versions.count + 1)")
                world.policies[policy] = versions
                world.policyDocuments[policy] = form["PolicyDocument"]
                return """
                    <PolicyVersion><VersionId>\(versions.last ?? "")</VersionId><IsDefaultVersion>true</IsDefaultVersion>\
                    <CreateDate>2020-01-01T00:00:00Z</CreateDate></PolicyVersion>
                    """
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
            return list("AttachedPolicies", role.attached.map(attachedPolicy))
        case "AttachRolePolicy":
            guard world.policies[policy] != nil else { return nil }
            role.attached.insert(policy)
        case "PutRolePermissionsBoundary":
            guard let boundary = form["PermissionsBoundary"], world.policies[boundary] != nil else { return nil }
            role.boundary = boundary
        case "DeleteRolePermissionsBoundary": role.boundary = nil
        case "UpdateAssumeRolePolicy": role.trust = form["PolicyDocument"]
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

    private static func attachedPolicy(_ arn: String) -> String {
        "<PolicyName>p</PolicyName><PolicyArn>\(arn)</PolicyArn>"
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
}

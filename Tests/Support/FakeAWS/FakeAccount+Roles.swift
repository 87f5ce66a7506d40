import Formats

extension FakeAccount.World {
    /// Roles and sessions of them; nil for another operation.
    mutating func answerOnRoles(_ operation: String, _ form: [String: String]) -> FakeAccount.Answer? {
        let name = form["RoleName"] ?? ""
        switch operation {
        case "ListRoles": return .list("Roles", roles.sorted { $0.key < $1.key }.map { Self.xml($0.key, $0.value) })
        case "CreateRole":
            guard roles[name] == nil else { return .entityAlreadyExists }
            let role = FakeAccount.FakeRole(
                arn: "arn:aws:iam::123456789012:role\(form["Path"] ?? "/")\(name)", id: "AROA\(calls.count)",
                description: form["Description"], trust: form["AssumeRolePolicyDocument"],
                maxSessionDuration: form["MaxSessionDuration"], boundary: form["PermissionsBoundary"],
                tags: Self.tags(form))
            roles[name] = role
            return .result("<Role>\(Self.xml(name, role))</Role>")
        case "AssumeRole":
            guard let arn = form["RoleArn"], let role = roles.values.first(where: { $0.arn == arn }) else {
                return .error(403, "AccessDenied")
            }
            let id = dyingRoleIDs.isEmpty ? role.id : dyingRoleIDs.removeFirst()
            return .result(
                """
                <Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
                <SessionToken>t</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials>\
                <AssumedRoleUser><Arn>\(arn)</Arn><AssumedRoleId>\(id):alice</AssumedRoleId></AssumedRoleUser>
                """)
        default:
            guard form["RoleName"] != nil else { return nil }
            guard let role = roles[name] else { return .noSuchEntity }
            return Self.answer(operation, about: name, role, form) ?? change(name, by: operation, form)
        }
    }

    /// Operations that read one role.
    private static func answer(
        _ operation: String, about name: String, _ role: FakeAccount.FakeRole, _ form: [String: String]
    ) -> FakeAccount.Answer? {
        switch operation {
        case "GetRole":
            let tags = FakeAccount.list("Tags", role.tags.map { "<Key>\($0.key)</Key><Value>\($0.value)</Value>" })
            return .result("<Role>\(xml(name, role))\(tags)</Role>")
        case "ListRolePolicies": return .list("PolicyNames", role.inline.keys)
        case "GetRolePolicy": return document(role.inline[form["PolicyName"] ?? ""])
        case "ListAttachedRolePolicies":
            return .list("AttachedPolicies", role.attached.map(FakeAccount.attachedPolicy))
        default: return nil
        }
    }

    /// Operations that change one role, which is there.
    private mutating func change(
        _ name: String, by operation: String, _ form: [String: String]
    ) -> FakeAccount.Answer {
        guard var role = roles[name] else { return .noSuchEntity }
        let (policyName, policyARN) = (form["PolicyName"] ?? "", form["PolicyArn"] ?? "")
        switch operation {
        case "UpdateRole": role.maxSessionDuration = form["MaxSessionDuration"]
        case "TagRole": role.tags.merge(Self.tags(form)) { $1 }
        case "UntagRole": for (field, key) in form where field.hasPrefix("TagKeys.") { role.tags[key] = nil }
        case "PutRolePolicy": role.inline[policyName] = form["PolicyDocument"]
        case "DeleteRolePolicy":
            guard role.inline.removeValue(forKey: policyName) != nil else { return .noSuchEntity }
        case "AttachRolePolicy":
            guard policies[policyARN] != nil else { return .noSuchEntity }
            role.attached.insert(policyARN)
        case "PutRolePermissionsBoundary":
            guard let boundary = form["PermissionsBoundary"], policies[boundary] != nil else { return .noSuchEntity }
            role.boundary = boundary
        case "DeleteRolePermissionsBoundary": role.boundary = nil
        case "UpdateAssumeRolePolicy": role.trust = form["PolicyDocument"]
        case "DetachRolePolicy": guard role.attached.remove(policyARN) != nil else { return .noSuchEntity }
        case "DeleteRole":
            guard role.inline.isEmpty, role.attached.isEmpty else { return .deleteConflict }
            roles[name] = nil
            return .done
        default: return .noSuchEntity
        }
        roles[name] = role
        return .done
    }

    /// The tags among a call's parameters.
    private static func tags(_ form: [String: String]) -> [String: String] {
        let members = (1...50).compactMap { number in
            form["Tags.member.\(number).Key"].map { ($0, form["Tags.member.\(number).Value"] ?? "") }
        }
        return Dictionary(members) { $1 }
    }

    private static func xml(_ name: String, _ role: FakeAccount.FakeRole) -> String {
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

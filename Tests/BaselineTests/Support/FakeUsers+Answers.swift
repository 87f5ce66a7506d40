import Formats
import FoundationEssentials

extension FakeUsers.World {
    typealias Answer = FakeUsers.Answer

    mutating func answer(_ operation: String, _ form: [String: String]) -> Answer {
        if operation == "DeleteVirtualMFADevice" {
            let serial = form["SerialNumber"] ?? ""
            if users.values.contains(where: { $0.mfaDevices.contains(serial) }) { return .refusal("DeleteConflict") }
            return virtualDevices.remove(serial) == nil ? .notFound : .done()
        }
        if let role = form["RoleName"] { return answer(operation, ofRole: role, form) }
        if operation == "GetAccessKeyLastUsed" {
            let isUsed = users.values.contains { $0.keys[form["AccessKeyId"] ?? ""]?.isUsed ?? false }
            let date = isUsed ? "<LastUsedDate>2030-01-01T00:00:00Z</LastUsedDate>" : ""
            return .done("<AccessKeyLastUsed>\(date)</AccessKeyLastUsed>")
        }
        if operation == "ListUsers" {
            return .list("Users", users.keys.sorted().map(Self.user))
        }
        let name = form["UserName"] ?? ""
        guard var user = users[name] else { return .notFound }
        if operation == "DeleteUser" {
            guard user.isBare else { return .refusal("DeleteConflict") }
            users[name] = nil
            return .done()
        }
        defer { users[name] = user }
        return answerOnCredentials(operation, form, &user) ?? answerOnRights(operation, form, &user)
            ?? .refusal("InvalidAction")
    }

    private static func user(_ name: String) -> String {
        "<UserName>\(name)</UserName><UserId>AIDA</UserId><Arn>arn:aws:iam::123456789012:user/\(name)</Arn>"
    }

    private mutating func answerOnCredentials(
        _ operation: String, _ form: [String: String], _ user: inout FakeUsers.User
    ) -> Answer? {
        let id =
            form["AccessKeyId"] ?? form["CertificateId"] ?? form["SSHPublicKeyId"]
            ?? form["ServiceSpecificCredentialId"] ?? form["SerialNumber"] ?? ""
        switch operation {
        case "GetLoginProfile":
            return user.password == nil ? .notFound : .done("<LoginProfile><UserName>x</UserName></LoginProfile>")
        case "CreateLoginProfile", "UpdateLoginProfile":
            guard (user.password == nil) == (operation == "CreateLoginProfile") else {
                return user.password == nil ? .notFound : .refusal("EntityAlreadyExists")
            }
            user.password = form["Password"]
            user.mustChangePassword = form["PasswordResetRequired"] == "true"
            return .done("<LoginProfile><UserName>x</UserName></LoginProfile>")
        case "DeleteLoginProfile":
            defer { user.password = nil }
            return user.password == nil ? .notFound : .done()
        case "ListAccessKeys":
            return .list(
                "AccessKeyMetadata",
                user.keys.sorted { $0.key < $1.key }.map { id, key in
                    "<AccessKeyId>\(id)</AccessKeyId><Status>\(key.isActive ? "Active" : "Inactive")</Status>"
                        + "<CreateDate>\(Timestamp.format(key.created))</CreateDate>"
                })
        case "CreateAccessKey":
            guard user.keys.count < 2 else { return .refusal("LimitExceeded") }
            secretsMade += 1
            let made = "AKIA00000000000000\(10 + secretsMade)"
            user.keys[made] = .init(secret: "secret-\(secretsMade)")
            return .done(
                "<AccessKey><AccessKeyId>\(made)</AccessKeyId><Status>Active</Status>"
                    + "<SecretAccessKey>secret-\(secretsMade)</SecretAccessKey></AccessKey>")
        case "UpdateAccessKey":
            user.keys[id]?.isActive = form["Status"] == "Active"
            return user.keys[id] == nil ? .notFound : .done()
        case "DeleteAccessKey": return user.keys.removeValue(forKey: id) == nil ? .notFound : .done()
        case "ListMFADevices":
            return .list(
                "MFADevices",
                user.mfaDevices.sorted().map {
                    "<UserName>x</UserName><SerialNumber>\($0)</SerialNumber><EnableDate>2030-01-01T00:00:00Z</EnableDate>"
                })
        case "DeactivateMFADevice": return user.mfaDevices.remove(id) == nil ? .notFound : .done()
        case "ListSigningCertificates":
            return .list(
                "Certificates", user.certificates.map { "<CertificateId>\($0)</CertificateId><Status>Active</Status>" })
        case "DeleteSigningCertificate": return user.certificates.remove(id) == nil ? .notFound : .done()
        case "ListSSHPublicKeys":
            return .list(
                "SSHPublicKeys", user.sshKeys.map { "<SSHPublicKeyId>\($0)</SSHPublicKeyId><Status>Active</Status>" })
        case "DeleteSSHPublicKey": return user.sshKeys.remove(id) == nil ? .notFound : .done()
        case "ListServiceSpecificCredentials":
            return .list(
                "ServiceSpecificCredentials",
                user.serviceCredentials.map {
                    "<ServiceSpecificCredentialId>\($0)</ServiceSpecificCredentialId><Status>Active</Status>"
                        + "<ServiceName>codecommit.amazonaws.com</ServiceName>"
                })
        case "DeleteServiceSpecificCredential": return user.serviceCredentials.remove(id) == nil ? .notFound : .done()
        default: return nil
        }
    }

    private mutating func answerOnRights(
        _ operation: String, _ form: [String: String], _ user: inout FakeUsers.User
    ) -> Answer? {
        let (name, arn, group) = (form["PolicyName"] ?? "", form["PolicyArn"] ?? "", form["GroupName"] ?? "")
        switch operation {
        case "GetUser":
            let tags = user.tags.map { "<member><Key>\($0)</Key><Value>\($1)</Value></member>" }.joined()
            return .done("<User>\(Self.user(form["UserName"] ?? ""))<Tags>\(tags)</Tags></User>")
        case "TagUser":
            user.tags[form["Tags.member.1.Key"] ?? ""] = form["Tags.member.1.Value"]
            return .done()
        case "UntagUser":
            for (name, key) in form where name.hasPrefix("TagKeys.member.") { user.tags[key] = nil }
            return .done()
        case "ListGroupsForUser":
            return .list(
                "Groups",
                user.groups.sorted().map {
                    "<GroupName>\($0)</GroupName><GroupId>AGPA</GroupId><Path>/</Path>"
                        + "<Arn>arn:aws:iam::123456789012:group/\($0)</Arn>"
                })
        case "RemoveUserFromGroup": return user.groups.remove(group) == nil ? .notFound : .done()
        case "ListUserPolicies":
            let members = user.inlinePolicies.keys.sorted().map { "<member>\($0)</member>" }.joined()
            return .done("<PolicyNames>\(members)</PolicyNames><IsTruncated>false</IsTruncated>")
        case "PutUserPolicy":
            let others = user.inlinePolicies.filter { $0.key != name }.values.reduce(0) { $0 + $1.utf8.count }
            guard others + (form["PolicyDocument"]?.utf8.count ?? 0) <= inlineLimit else {
                return .refusal("LimitExceeded")
            }
            user.inlinePolicies[name] = form["PolicyDocument"]
            return .done()
        case "DeleteUserPolicy": return user.inlinePolicies.removeValue(forKey: name) == nil ? .notFound : .done()
        case "ListAttachedUserPolicies":
            return .list(
                "AttachedPolicies",
                user.attachedPolicies.sorted().map {
                    "<PolicyName>p</PolicyName><PolicyArn>\($0)</PolicyArn>"
                })
        case "AttachUserPolicy":
            guard user.attachedPolicies.count < attachmentLimit else { return .refusal("LimitExceeded") }
            user.attachedPolicies.insert(arn)
            return .done()
        case "DetachUserPolicy": return user.attachedPolicies.remove(arn) == nil ? .notFound : .done()
        case "PutUserPermissionsBoundary":
            user.boundary = form["PermissionsBoundary"]
            return .done()
        default: return nil
        }
    }

    private mutating func answer(_ operation: String, ofRole name: String, _ form: [String: String]) -> Answer {
        guard roles[name] != nil else { return .notFound }
        switch operation {
        case "GetRole":
            let tags = (roleTags[name] ?? [:]).map { "<member><Key>\($0)</Key><Value>\($1)</Value></member>" }.joined()
            return .done(
                "<Role><RoleName>\(name)</RoleName><RoleId>AROA</RoleId><Path>/user-role/</Path>"
                    + "<Arn>arn:aws:iam::123456789012:role/user-role/\(name)</Arn>"
                    + "<AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument>"
                    + "<CreateDate>2030-01-01T00:00:00Z</CreateDate><Tags>\(tags)</Tags></Role>")
        case "PutRolePolicy":
            guard (form["PolicyDocument"]?.utf8.count ?? 0) <= inlineLimit else { return .refusal("LimitExceeded") }
            roles[name]?[form["PolicyName"] ?? ""] = form["PolicyDocument"]
            return .done()
        case "PutRolePermissionsBoundary":
            roleBoundaries[name] = form["PermissionsBoundary"]
            return .done()
        default: return .refusal("InvalidAction")
        }
    }
}

extension FakeUsers.User {
    /// Whether nothing is left that keeps the user from being deleted.
    var isBare: Bool {
        password == nil && keys.isEmpty && mfaDevices.isEmpty && certificates.isEmpty && sshKeys.isEmpty
            && serviceCredentials.isEmpty && groups.isEmpty && inlinePolicies.isEmpty && attachedPolicies.isEmpty
    }
}

extension FakeUsers.Answer {
    static func list(_ name: String, _ members: [String]) -> Self {
        let text = members.map { "<member>\($0)</member>" }.joined()
        return .done("<\(name)>\(text)</\(name)><IsTruncated>false</IsTruncated>")
    }
}

import AWS

/// What concerns users, their keys and their groups.
extension Preflight {
    func users(_ examples: Examples) -> [Probe] {
        // Of a user who doesn't exist, IAM knows no path, so a policy for one path wouldn't allow anything.
        guard let user = examples.user ?? (served == .all ? examples.missingUser : nil) else {
            return [
                "iam:GetUser", "iam:ListUserPolicies", "iam:GetUserPolicy", "iam:ListAttachedUserPolicies",
                "iam:ListGroupsForUser", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:UpdateAccessKey",
                "iam:DeleteAccessKey", "iam:CreateAccessKey",
            ].map { Probe($0, untried: .noUser) }
        }
        return [
            Probe("iam:GetUser") { () throws(AWSError) in _ = try await iam.getUser(userName: user) },
            Probe("iam:ListUserPolicies") { () throws(AWSError) in _ = try await iam.listUserPolicies(userName: user) },
            Probe("iam:GetUserPolicy") { () throws(AWSError) in
                _ = try await iam.getUserPolicy(userName: user, policyName: examples.missingPolicyName)
            },
            Probe("iam:ListAttachedUserPolicies") { () throws(AWSError) in
                _ = try await iam.listAttachedUserPolicies(userName: user)
            },
            Probe("iam:ListGroupsForUser") { () throws(AWSError) in
                _ = try await iam.listGroupsForUser(userName: user)
            },
        ] + accessKeys(of: user, examples)
    }

    private func accessKeys(of user: UserName, _ examples: Examples) -> [Probe] {
        // The user is one who doesn't exist where that is possible. The key never exists.
        let changed = served == .all ? examples.missingUser : user
        let key = examples.missingAccessKey
        return [
            Probe("iam:ListAccessKeys") { () throws(AWSError) in _ = try await iam.listAccessKeys(userName: user) },
            examples.accessKey.map { key in
                Probe("iam:GetAccessKeyLastUsed") { () throws(AWSError) in
                    _ = try await iam.getAccessKeyLastUsed(accessKeyID: key)
                }
            } ?? Probe("iam:GetAccessKeyLastUsed", untried: .noAccessKey),
            Probe("iam:UpdateAccessKey") { () throws(AWSError) in
                try await iam.updateAccessKey(userName: changed, accessKeyID: key, status: .inactive)
            },
            Probe("iam:DeleteAccessKey") { () throws(AWSError) in
                try await iam.deleteAccessKey(userName: changed, accessKeyID: key)
            },
            served == .all
                ? Probe("iam:CreateAccessKey") { () throws(AWSError) in
                    _ = try await iam.createAccessKey(userName: examples.missingUser)
                } : Probe("iam:CreateAccessKey", untried: .wouldChange),
        ]
    }

    func groups(_ examples: Examples) -> [Probe] {
        let group = examples.missingGroup
        return [
            Probe("iam:ListGroupPolicies") { () throws(AWSError) in
                _ = try await iam.listGroupPolicies(groupName: group)
            },
            Probe("iam:GetGroupPolicy") { () throws(AWSError) in
                _ = try await iam.getGroupPolicy(groupName: group, policyName: examples.missingPolicyName)
            },
            Probe("iam:ListAttachedGroupPolicies") { () throws(AWSError) in
                _ = try await iam.listAttachedGroupPolicies(groupName: group)
            },
        ]
    }
}

extension Probe.Reason {
    static let noUser = Self(words: "there is no IAM user who is served")
    fileprivate static let noAccessKey = Self(words: "there is no access key to ask about")
}

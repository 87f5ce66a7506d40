import Formats

extension FakeAccount.World {
    /// Users, their groups and policies; nil for another operation.
    func answerOnUsers(_ operation: String, _ form: [String: String]) -> FakeAccount.Answer? {
        let (user, group) = (form["UserName"] ?? "", form["GroupName"] ?? "")
        switch operation {
        case "GetCallerIdentity":
            return .result(
                """
                <Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/latchkey</Arn><UserId>AIDA</UserId>
                """)
        case "GetAccountSummary":
            let entries = summary.map { "<entry><key>\($0.key)</key><value>\($0.value)</value></entry>" }
            return .result("<SummaryMap>\(entries.joined())</SummaryMap>")
        case "ListUsers":
            return .list(
                "Users",
                users.keys.sorted().map {
                    """
                    <UserName>\($0)</UserName><UserId>\(userIDs[$0] ?? "AIDA")</UserId>\
                    <Arn>arn:aws:iam::123456789012:user/\($0)</Arn>
                    """
                })
        case "GetUser":
            guard let tags = users[user] else { return .noSuchEntity }
            let listed = FakeAccount.list("Tags", tags.map { "<Key>\($0.key)</Key><Value>\($0.value)</Value>" })
            return .result(
                """
                <User><UserName>\(user)</UserName><UserId>\(userIDs[user] ?? "AIDA")</UserId>\
                <CreateDate>\(userDates[user] ?? "2020-01-01T00:00:00Z")</CreateDate>\
                <Arn>arn:aws:iam::123456789012:user/\(user)</Arn>\(listed)</User>
                """)
        case "ListUserPolicies": return .list("PolicyNames", userPolicies[user] == nil ? [] : ["own"])
        case "GetUserPolicy": return Self.document(userPolicies[user])
        case "ListAttachedUserPolicies":
            return .list("AttachedPolicies", (userAttached[user] ?? []).map(FakeAccount.attachedPolicy))
        case "ListAttachedGroupPolicies": return .list("AttachedPolicies", [])
        case "ListGroupsForUser":
            return .list(
                "Groups",
                (groups[user] ?? []).map {
                    """
                    <GroupName>\($0)</GroupName><GroupId>AGPA</GroupId>\
                    <Arn>arn:aws:iam::123456789012:group/\($0)</Arn><Path>/</Path>
                    """
                })
        case "ListGroupPolicies": return groupPolicies[group] == nil ? .noSuchEntity : .list("PolicyNames", ["own"])
        case "GetGroupPolicy": return Self.document(groupPolicies[group])
        default: return nil
        }
    }

    /// An inline policy's document as IAM's answers hold it.
    static func document(_ text: String?) -> FakeAccount.Answer {
        guard let text else { return .noSuchEntity }
        return .result("<PolicyDocument>\(PercentEncoding.encode(text))</PolicyDocument>")
    }
}

import Formats
import FoundationEssentials

extension FakeAccount.World {
    /// Users' access keys; nil for another operation.
    mutating func answerOnAccessKeys(_ operation: String, _ form: [String: String]) -> FakeAccount.Answer? {
        let (user, id) = (form["UserName"] ?? "", form["AccessKeyId"] ?? "")
        switch operation {
        case "ListAccessKeys":
            guard let ids = keys[user] else { return .noSuchEntity }
            let now = Timestamp.format(.now)
            return .list(
                "AccessKeyMetadata",
                (hidesKeys ? [] : ids).map {
                    """
                    <AccessKeyId>\($0)</AccessKeyId><Status>\(inactiveKeys.contains($0) ? "Inactive" : "Active")</Status>\
                    <CreateDate>\(keyDates[$0] ?? now)</CreateDate>
                    """
                })
        case "GetAccessKeyLastUsed":
            let date = usedKeys.contains(id) ? "<LastUsedDate>2030-01-01T00:00:00Z</LastUsedDate>" : ""
            return .result("<AccessKeyLastUsed>\(date)</AccessKeyLastUsed>")
        case "UpdateAccessKey":
            guard keys[user]?.contains(id) == true else { return .noSuchEntity }
            if form["Status"] == "Inactive" { inactiveKeys.insert(id) } else { inactiveKeys.remove(id) }
            return .done
        case "DeleteAccessKey":
            keys[user]?.removeAll { $0 == id }
            return .done
        case "CreateAccessKey":
            guard users[user] != nil || keys[user] != nil else { return .noSuchEntity }
            let made = "AKIA000000000000000\(calls.count % 10)"
            keys[user, default: []].append(made)
            return .result(
                """
                <AccessKey><UserName>\(user)</UserName><AccessKeyId>\(made)</AccessKeyId>\
                <Status>Active</Status><SecretAccessKey>s</SecretAccessKey></AccessKey>
                """)
        default: return nil
        }
    }
}

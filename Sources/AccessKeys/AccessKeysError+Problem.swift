package import AWS
package import Formats
import HTTPTypes
package import Problems

extension AccessKeysError: ProblemConvertible {
    /// What the caller is told. What AWS said goes to the log alone.
    package var problem: Problem {
        switch self {
        case .userNotFound(let user): .userNotFound(user)
        case .userNotServed(let user): .userNotServed(user)
        case .keyNotFound: .accessKeyNotFound
        case .limitReached(let existing): .accessKeyLimit(existing)
        case .keysChanged(let existing): .accessKeysChanged(existing)
        case .outcomeUnknown(let outcome, let error): .accessKeyOutcomeUnknown(outcome, error)
        case .aws(let error): error.problem
        }
    }
}

extension Problem {
    /// The caller has no key with this ID, whether or not somebody else has: 404.
    package static var accessKeyNotFound: Problem {
        Problem(
            "no-such-access-key", status: .notFound, title: "No such access key",
            detail: "You have no access key with this ID. Nothing was changed. Look at the list of your keys.")
    }

    /// A third key: 409, naming the two that there are.
    fileprivate static func accessKeyLimit(_ existing: [AccessKeyID]) -> Problem {
        let names = existing.map(\.description)
        return Problem(
            "access-key-limit", status: .conflict, title: "You have as many access keys as AWS allows",
            detail: """
                You have \(names.joined(separator: " and ")), and AWS allows no more than \(UserAccessKeys.limit). No key \
                was made. Delete one of them first.
                """,
            members: [accessKeyIDs(existing)])
    }

    /// The list of keys is no longer what the caller saw: 409, naming the keys that there are.
    fileprivate static func accessKeysChanged(_ existing: [AccessKeyID]) -> Problem {
        let names = existing.map(\.description)
        return Problem(
            "access-keys-changed", status: .conflict, title: "Your access keys have changed meanwhile",
            detail: """
                You now have \(names.isEmpty ? "no access key" : names.joined(separator: " and ")). That isn't what the list \
                showed when you asked for a new one. No key was made. If the same request was sent twice, the first one made \
                a key and showed its secret. Look at the list of your keys, and ask again if you still want one.
                """,
            members: [accessKeyIDs(existing)])
    }

    fileprivate static func accessKeyOutcomeUnknown(_ outcome: LostAccessKey.Outcome, _ error: AWSError) -> Problem {
        let base = error.problem
        let detail: String
        let members: [JSONValue.Member]
        switch outcome {
        case .deleted:
            detail = "AWS didn't say whether it made the key. It had, and the key was found and deleted. Try again."
            members = [.init("may_exist", .bool(false))]
        case .mayExist(let ids):
            let names = ids.map(\.description).joined(separator: " and ")
            detail = """
                AWS didn't say whether it made the key. \(ids.isEmpty
                    ? "No new key has appeared so far, but one still may."
                    : "Meanwhile \(names) appeared, which may be somebody's.") \
                Look at the list of your keys in a minute, delete one that you don't know, and try again.
                """
            members = mayExist(ids)
        }
        return Problem(
            "access-key-not-created", status: base.status, title: "No access key was made", detail: detail,
            members: members, retryAfter: base.retryAfter ?? 5, cause: "\(error)")
    }

    /// For programs: that an access key may be left whose secret nobody knows, and which.
    package static func mayExist(_ ids: [AccessKeyID]) -> [JSONValue.Member] {
        [.init("may_exist", .bool(true)), accessKeyIDs(ids)]
    }

    fileprivate static func accessKeyIDs(_ ids: [AccessKeyID]) -> JSONValue.Member {
        .init("access_key_ids", .array(ids.map { .string($0.description) }))
    }
}

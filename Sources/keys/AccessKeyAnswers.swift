import AWS
import AccessKeys
import Formats
import FoundationEssentials
import Secrets

/// What `keys` answers to programs. Members have the names that IAM gives them; those that IAM leaves out are left out.
enum AccessKeyAnswers {
    /// The keys of a user, and how many a user can have.
    static func listing(userName: String, keys: [ListedAccessKey]) -> JSONValue {
        [
            "AccessKeyMetadata": .array(keys.map(key)), "AccessKeysPerUserQuota": .integer(UserAccessKeys.limit),
            "UserName": .string(userName),
        ]
    }

    /// A new key, with its secret.
    static func created(_ key: AccessKey) -> JSONValue {
        JSONValue(present: [
            "AccessKeyId": .string(key.accessKeyID.description), "CreateDate": key.createDate.map(date),
            "SecretAccessKey": .string(key.secretAccessKey.reveal()), "Status": .string(key.status.rawValue),
        ])
    }

    /// A key that was activated or deactivated.
    static func updated(accessKeyID: String, status: String) -> JSONValue {
        ["AccessKeyId": .string(accessKeyID), "Status": .string(status)]
    }

    private static func key(_ key: ListedAccessKey) -> JSONValue {
        let lastUsed = key.lastUsed.map { used in
            JSONValue(present: [
                "LastUsedDate": used.lastUsedDate.map(date), "Region": used.region.map { .string($0) },
                "ServiceName": used.serviceName.map { .string($0) },
            ])
        }
        return JSONValue(present: [
            "AccessKeyId": .string(key.metadata.accessKeyID.description), "AccessKeyLastUsed": lastUsed,
            "CreateDate": key.metadata.createDate.map(date), "Status": .string(key.metadata.status.rawValue),
        ])
    }

    private static func date(_ date: Date) -> JSONValue { .string(Timestamp.format(date)) }
}

import AWS
import Cryptography
import FoundationEssentials
import LatchkeyCore

/// The keys of a user as JSON; members have IAM's names.
struct AccessKeyListing: Encodable {
    struct Key: Encodable {
        var AccessKeyId: String
        var Status: String
        var CreateDate: Date?
        var AccessKeyLastUsed: LastUsed?
    }

    struct LastUsed: Encodable {
        var LastUsedDate: Date?
        var ServiceName: String?
        var Region: String?
    }

    var UserName: String
    /// How many there can be.
    var AccessKeysPerUserQuota = AccessKeys.limit
    var AccessKeyMetadata: [Key]

    init(userName: String, keys: [AccessKeys.Listed]) {
        UserName = userName
        AccessKeyMetadata = keys.map { key in
            Key(
                AccessKeyId: key.metadata.accessKeyID.description, Status: key.metadata.status.rawValue,
                CreateDate: key.metadata.createDate,
                AccessKeyLastUsed: key.lastUsed.map {
                    LastUsed(LastUsedDate: $0.lastUsedDate, ServiceName: $0.serviceName, Region: $0.region)
                })
        }
    }
}

/// A new key as JSON, with its secret.
struct CreatedAccessKey: Encodable {
    var AccessKeyId: String
    var SecretAccessKey: String
    var Status: String
    var CreateDate: Date?

    init(_ key: AccessKey) {
        AccessKeyId = key.accessKeyID.description
        SecretAccessKey = key.secretAccessKey.reveal()
        Status = key.status.rawValue
        CreateDate = key.createDate
    }
}

/// A key that was activated or deactivated, as JSON.
struct UpdatedAccessKey: Encodable {
    var AccessKeyId: String
    var Status: String

    init(accessKeyID: String, status: String) {
        AccessKeyId = accessKeyID
        Status = status
    }
}

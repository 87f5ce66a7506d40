import AWS
import Cryptography
import FoundationEssentials
import Portal

/// `GET /` as JSON.
struct StartAnswer: Encodable {
    var UserName: String
    /// Where a login leads.
    var Destination: String
}

/// `POST /console` as JSON: the URL is a secret, good for 15 minutes.
struct LoginAnswer {
    var url: String
    var expiration: Date?

    var json: JSONValue {
        var members = [JSONValue.Member("url", .string(url))]
        if let expiration { members.append(.init("expiration", .string(Timestamp.format(expiration)))) }
        return .object(members)
    }
}

/// Credentials as himeko and Mairu give them, and as `credential_process` reads them.
struct CredentialsAnswer: Encodable {
    var Version = 1
    var AccessKeyId: String
    var SecretAccessKey: String
    var SessionToken: String
    var Expiration: Date

    init(_ credentials: Credentials) throws(Problem) {
        guard let sessionToken = credentials.sessionToken, let expiration = credentials.expiration else {
            throw .unexpected("AssumeRole answered no session token or expiration")
        }
        AccessKeyId = credentials.accessKeyID
        SecretAccessKey = credentials.secretAccessKey.reveal()
        SessionToken = sessionToken.reveal()
        Expiration = expiration
    }
}

/// `POST /console/revoke` as JSON.
struct RevocationAnswer: Encodable {
    var UserName: String
    /// Sessions that began before are shut out; absent where there was no role.
    var RevokedBefore: Date?
}

/// Mairu's list of roles: the caller's own.
struct RolesAnswer: Encodable {
    struct Role: Encodable {
        var Name: String
    }

    var Roles: [Role]
}

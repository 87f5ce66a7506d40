import Cryptography
import Formats
import FoundationEssentials
import Secrets

/// Credentials as processes, container endpoints and instance metadata print them, in JSON.
struct CredentialsDocument: Decodable {
    var version: Int?
    var code: String?
    var accessKeyID: String?
    var secretAccessKey: String?
    /// What `credential_process` calls it.
    var sessionToken: String?
    /// What the endpoints call it.
    var token: String?
    var expiration: String?

    enum CodingKeys: String, CodingKey {
        case version = "Version"
        case code = "Code"
        case accessKeyID = "AccessKeyId"
        case secretAccessKey = "SecretAccessKey"
        case sessionToken = "SessionToken"
        case token = "Token"
        case expiration = "Expiration"
    }

    /// Parses `bytes`, of which nothing goes into an error.
    static func parse(_ bytes: [UInt8], from source: String) throws(AWSError) -> CredentialsDocument {
        guard let document = try? JSONDecoder().decode(CredentialsDocument.self, from: Data(bytes)) else {
            throw .credentials("\(source) answered no JSON object of the expected shape")
        }
        return document
    }

    /// The credentials in it, which must not have ended by `now`.
    func credentials(from source: String, now: Date) throws(AWSError) -> Credentials {
        if let code, code != "Success" { throw .credentials("\(source) answered the code \(code.prefix(64))") }
        guard let accessKeyID, !accessKeyID.isEmpty, let secretAccessKey, !secretAccessKey.isEmpty else {
            throw .credentials("\(source) answered no AccessKeyId or no SecretAccessKey")
        }
        var end: Date?
        if let expiration {
            guard let date = Timestamp.parse(expiration) else {
                throw .credentials("\(source) answered an Expiration that isn't ISO 8601 with a zone")
            }
            guard date > now else { throw .credentials("\(source) answered credentials that have expired") }
            end = date
        }
        return Credentials(
            accessKeyID: accessKeyID, secretAccessKey: Secret(secretAccessKey),
            sessionToken: (sessionToken ?? token).map { Secret($0) }, expiration: end)
    }
}

package import Formats
package import FoundationEssentials
import Secrets

/// Credentials in JSON, as a `credential_process`, container endpoints, instance metadata and portals print them.
package struct CredentialsDocument {
    var version: Int?
    var code: String?
    var accessKeyID: String?
    var secretAccessKey: Secret?
    /// `SessionToken`, as a `credential_process` calls it, or `Token`, as the endpoints do.
    var sessionToken: Secret?
    var expiration: String?

    /// Reads a JSON object. Members that it doesn't know are ignored.
    ///
    /// - Parameters:
    ///   - bytes: the JSON, of which nothing goes into an error.
    ///   - source: where it is from, for the error.
    /// - Throws: ``AWSError/credentials(_:)`` when it isn't an object, or a member has another type than it should.
    package init(_ bytes: [UInt8], from source: String) throws(AWSError) {
        let malformed = AWSError.credentials("\(source) gave no JSON object of the expected shape")
        guard let json = try? JSONReader.read(bytes) else { throw malformed }
        try self.init(json, from: source)
    }

    /// Reads a JSON object. Members that it doesn't know are ignored.
    ///
    /// - Parameters:
    ///   - json: the value, of which nothing goes into an error.
    ///   - source: where it is from, for the error.
    /// - Throws: ``AWSError/credentials(_:)`` when it isn't an object, or a member has another type than it should.
    package init(_ json: JSONValue, from source: String) throws(AWSError) {
        let malformed = AWSError.credentials("\(source) gave no JSON object of the expected shape")
        guard case .object = json else { throw malformed }
        func text(_ name: String) throws(AWSError) -> String? {
            switch json[name] {
            case nil, .null: nil
            case .string(let text): text
            default: throw malformed
            }
        }
        switch json["Version"] {
        case nil, .null: version = nil
        case .integer(let number): version = number
        default: throw malformed
        }
        code = try text("Code")
        accessKeyID = try text("AccessKeyId")
        secretAccessKey = try text("SecretAccessKey").map { Secret($0) }
        let (sessionToken, token) = (try text("SessionToken"), try text("Token"))
        self.sessionToken = (sessionToken ?? token).map { Secret($0) }
        expiration = try text("Expiration")
    }

    /// The credentials in the document, which must still be valid.
    ///
    /// - Parameters:
    ///   - source: where the document is from, for the error.
    ///   - now: the time after which they must still be valid.
    /// - Returns: the credentials.
    /// - Throws: ``AWSError/credentials(_:)`` when something is missing, or the credentials have expired.
    package func credentials(from source: String, now: Date) throws(AWSError) -> Credentials {
        let credentials = try credentials(from: source)
        guard credentials.expiration.map({ $0 > now }) ?? true else {
            throw .credentials("\(source) gave credentials that have expired")
        }
        return credentials
    }

    /// The credentials in the document, even if they have expired.
    ///
    /// - Parameter source: where the document is from, for the error.
    /// - Returns: the credentials.
    /// - Throws: ``AWSError/credentials(_:)`` when something is missing.
    package func credentials(from source: String) throws(AWSError) -> Credentials {
        if let code, code != "Success" { throw .credentials("\(source) gave the code \(code.prefix(64))") }
        guard let accessKeyID, !accessKeyID.isEmpty, let secretAccessKey, secretAccessKey != Secret("") else {
            throw .credentials("\(source) gave no AccessKeyId or no SecretAccessKey")
        }
        var end: Date?
        if let expiration {
            guard let date = Timestamp.parse(expiration) else {
                throw .credentials("\(source) gave an Expiration that isn't ISO 8601 with a zone")
            }
            end = date
        }
        return Credentials(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken, expiration: end)
    }
}

extension Credentials {
    /// The members of what a `credential_process` prints.
    ///
    /// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>
    package var document: JSONValue {
        JSONValue(present: [
            "Version": .integer(1), "AccessKeyId": .string(accessKeyID),
            "SecretAccessKey": .string(secretAccessKey.reveal()),
            "SessionToken": sessionToken.map { .string($0.reveal()) },
            "Expiration": expiration.map { .string(Timestamp.format($0)) },
        ])
    }
}

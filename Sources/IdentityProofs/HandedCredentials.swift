package import AWS
import Formats
package import FoundationEssentials
package import Secrets

/// Credentials that a person hands to a server, encrypted, to sign in there: what iam-auth-proxy's protocol encrypts.
///
///     {"AccessKeyId":"ASIA…","Expiration":"2026-11-21T02:24:17Z","SecretAccessKey":"…","SessionToken":"…"}
///
/// The members stand in this order, as Go's library writes what `sts:GetSessionToken` answers.
package struct HandedCredentials: Sendable {
    /// Why such an object isn't taken.
    package enum Refusal: Error, Sendable, Equatable {
        /// It isn't of the form; the text says what is wrong, and holds nothing of it.
        case malformed(String)
        /// The credentials have expired.
        case expired
        /// They last longer than the protocol has them.
        case lastsTooLong
    }

    /// How long the protocol has credentials last, in seconds.
    package static let lifetime = 900
    /// How much a client's clock may add to that, in seconds.
    private static let leeway: TimeInterval = 60
    private static let names: Set<String> = ["AccessKeyId", "Expiration", "SecretAccessKey", "SessionToken"]

    /// Temporary credentials, with their end by AWS's clock.
    package let credentials: Credentials

    /// When they were made, if they last as long as the protocol has them; earlier otherwise.
    package var issued: Date {
        (credentials.expiration ?? .distantPast).addingTimeInterval(-Double(Self.lifetime))
    }

    /// Takes credentials to hand over.
    ///
    /// - Parameters:
    ///   - credentials: with their end by AWS's clock.
    ///   - now: the time by the same clock.
    /// - Throws: ``Refusal`` unless they are temporary, and end soon.
    package init(_ credentials: Credentials, at now: Date) throws(Refusal) {
        guard let expiration = credentials.expiration, credentials.sessionToken != nil else {
            throw .malformed("these aren't temporary credentials")
        }
        guard now < expiration else { throw .expired }
        guard expiration.timeIntervalSince(now) <= Double(Self.lifetime) + Self.leeway else { throw .lastsTooLong }
        self.credentials = credentials
    }

    /// Reads what was encrypted.
    ///
    /// - Parameters:
    ///   - plaintext: the object.
    ///   - now: the time by AWS's clock.
    /// - Throws: ``Refusal`` unless the object has these four members, each of its form, and the credentials are good now and
    ///   end soon. The end is what the client says: AWS tells nobody when credentials end.
    package init(_ plaintext: Secret, at now: Date) throws(Refusal) {
        let bytes = plaintext.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        guard let json = try? JSONReader.read(bytes, maximumDepth: 1), case .object(let members) = json else {
            throw .malformed("it is no JSON object")
        }
        guard members.count == Self.names.count, Set(members.map(\.name)) == Self.names else {
            throw .malformed("its members aren't those four")
        }
        guard let id = json["AccessKeyId"]?.string.flatMap(AccessKeyID.init),
            let secret = Self.text("SecretAccessKey", of: json, 16...256),
            let token = Self.text("SessionToken", of: json, 16...4_096),
            let expiration = json["Expiration"]?.string.flatMap(Timestamp.parse)
        else { throw .malformed("a member isn't of its form") }
        try self.init(
            Credentials(
                accessKeyID: id.rawValue, secretAccessKey: Secret(secret), sessionToken: Secret(token),
                expiration: expiration), at: now)
    }

    /// The object that is encrypted.
    package var plaintext: Secret {
        Secret(
            JSONValue(present: [
                "AccessKeyId": .string(credentials.accessKeyID),
                "Expiration": credentials.expiration.map { .string(Timestamp.format($0)) },
                "SecretAccessKey": .string(credentials.secretAccessKey.reveal()),
                "SessionToken": credentials.sessionToken.map { .string($0.reveal()) },
            ]).text)
    }

    /// A text that can stand in a header field.
    private static func text(_ name: String, of json: JSONValue, _ lengths: ClosedRange<Int>) -> String? {
        guard let text = json[name]?.string, lengths.contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return nil }
        return text
    }
}

import AWS
import Formats
package import Secrets

/// The proof as it is sent: `Authorization: IAM <base64url of a JSON object>`.
extension SignedIdentity {
    /// The scheme of the `Authorization` field.
    package static let scheme = "IAM"
    /// The most bytes that the text behind the scheme may have.
    package static let maximumLength = 8_192

    /// The value of the `Authorization` field. It is good once, for one server, for a few minutes.
    package var authorization: Secret {
        let object = JSONValue(present: [
            "access_key_id": .string(accessKeyID.rawValue), "date": .string(date.timestamp),
            "region": .string(region.rawValue), "nonce": .string(nonce.description), "signature": .string(signature),
            "session_token": (sessionToken?.reveal()).map { .string($0) },
        ])
        return Secret("\(Self.scheme) \(Base64URL.encode(object.bytes))")
    }

    /// Reads what stands behind the scheme.
    ///
    /// - Throws: ``ProofError/malformed(_:)``, naming what is wrong. Each member has one spelling, so that two texts are never
    ///   the same proof.
    package init(encoded: some StringProtocol) throws(ProofError) {
        guard encoded.utf8.count <= Self.maximumLength else { throw .malformed("it is too long") }
        guard let bytes = Base64URL.decode(encoded) else { throw .malformed("it isn't base64url without padding") }
        guard let json = try? JSONReader.read(bytes, maximumDepth: 1), case .object(let members) = json else {
            throw .malformed("it isn't a JSON object of texts")
        }
        var texts: [String: String] = [:]
        for member in members {
            guard case .string(let text) = member.value else { throw .malformed("a member isn't a text") }
            guard Self.members.contains(member.name) else { throw .malformed("it has a member that means nothing") }
            guard texts.updateValue(text, forKey: member.name) == nil else {
                throw .malformed("\(member.name) occurs twice")
            }
        }
        accessKeyID = try Self.read("access_key_id", of: texts) {
            $0.utf8.count <= 128 ? AccessKeyID($0) : nil
        }
        date = try Self.read("date", of: texts, SigningDate.init(timestamp:))
        region = try Self.read("region", of: texts) { Region($0) }
        nonce = try Self.read("nonce", of: texts) { ProofNonce($0) }
        signature = try Self.read("signature", of: texts, Self.digits)
        sessionToken = texts["session_token"] == nil ? nil : try Self.read("session_token", of: texts, Self.token)
    }

    private static let members: Set<String> = [
        "access_key_id", "date", "region", "nonce", "signature", "session_token",
    ]

    private static func read<Value>(
        _ name: String, of texts: [String: String], _ parse: (String) -> Value?
    ) throws(ProofError) -> Value {
        guard let text = texts[name] else { throw .malformed("\(name) is missing") }
        guard let value = parse(text) else { throw .malformed("\(name) is malformed") }
        return value
    }

    private static func digits(_ text: String) -> String? {
        let isDigit = { (byte: UInt8) in byte.isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) }
        return text.utf8.count == 64 && text.utf8.allSatisfy(isDigit) ? text : nil
    }

    /// Tokens are base64 today. Any printable character but a space is taken, as none of them can end a header field.
    private static func token(_ text: String) -> Secret? {
        (16...5_000).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
            ? Secret(text) : nil
    }
}

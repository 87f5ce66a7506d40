import Formats
package import Secrets

/// AWS Key Management Service. Methods and members have AWS's names. KMS is asked in the Region of the key, whatever the
/// client's own is.
///
/// Source: <https://docs.aws.amazon.com/kms/latest/APIReference/>
package struct KMS: Sendable {
    /// How many bytes ``encrypt(_:under:context:)`` takes.
    package static let maximumPlaintextByteCount = 4_096
    /// How many bytes ``decrypt(_:under:context:)`` takes.
    package static let maximumCiphertextByteCount = 6_144

    let client: Client

    package init(_ client: Client) { self.client = client }

    /// Encrypts a text.
    ///
    /// Source: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html>
    ///
    /// - Parameters:
    ///   - plaintext: at most ``maximumPlaintextByteCount`` bytes of UTF-8.
    ///   - key: a key for symmetric encryption.
    ///   - context: what has to be the same when it is decrypted. CloudTrail shows it.
    /// - Returns: the ciphertext, which is another each time.
    /// - Throws: `NotFoundException`, `DisabledException`, `AccessDeniedException` and the like; the errors of any call.
    package func encrypt(
        _ plaintext: Secret, under key: KMSKeyARN, context: [String: String]
    ) async throws(AWSError) -> [UInt8] {
        let answer = try await call(
            "Encrypt", key, "Plaintext", plaintext.withBytes { bytes in bytes.indices.map { bytes[$0] } }, context)
        return try bytes("CiphertextBlob", of: answer, "Encrypt")
    }

    /// Decrypts a text.
    ///
    /// Source: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html>
    ///
    /// - Parameters:
    ///   - ciphertext: at most ``maximumCiphertextByteCount`` bytes.
    ///   - key: the key that it has to be encrypted under.
    ///   - context: the context that it has to be encrypted in.
    /// - Returns: the plaintext. Bytes that aren't UTF-8 are replaced in it.
    /// - Throws: `InvalidCiphertextException` for a ciphertext that was changed, or in another context;
    ///   `IncorrectKeyException` for one under another key; the errors of any call.
    package func decrypt(
        _ ciphertext: [UInt8], under key: KMSKeyARN, context: [String: String]
    ) async throws(AWSError) -> Secret {
        let answer = try await call("Decrypt", key, "CiphertextBlob", ciphertext, context)
        return Secret(String(decoding: try bytes("Plaintext", of: answer, "Decrypt"), as: UTF8.self))
    }

    private func call(
        _ action: String, _ key: KMSKeyARN, _ member: String, _ content: [UInt8], _ context: [String: String]
    ) async throws(AWSError) -> JSONValue {
        let operation = Operation(.kms, action)
        let request: JSONValue = [
            "KeyId": .string(key.rawValue), member: .string(Base64.encode(content)),
            "EncryptionContext": .object(
                context.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }),
        ]
        var call = Call(
            operation: operation, idempotency: .idempotent, contentType: "application/x-amz-json-1.1",
            target: "TrentService.\(action)", body: request.bytes)
        call.region = key.region
        let body = try await client.send(call) ?? []
        guard let answer = try? JSONReader.read(body, maximumDepth: 8) else {
            throw .malformedResponse(operation, "not the JSON of this service")
        }
        guard answer["KeyId"]?.string == key.rawValue else {
            throw .malformedResponse(operation, "KeyId isn't the key that was named")
        }
        return answer
    }

    private func bytes(_ member: String, of answer: JSONValue, _ action: String) throws(AWSError) -> [UInt8] {
        guard let bytes = answer[member]?.string.flatMap(Base64.decode), !bytes.isEmpty else {
            throw .malformedResponse(Operation(.kms, action), "\(member) is no base64")
        }
        return bytes
    }
}

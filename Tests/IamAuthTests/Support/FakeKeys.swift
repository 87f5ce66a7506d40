import Formats
import FoundationEssentials
import HTTPTypes
import Synchronization
import Transport

@testable import AWS

/// Keys of KMS, which "encrypt" by writing down key, context and content. What isn't of that form is no ciphertext.
final class FakeKeys: Sendable {
    /// The status and the code of the error with which every call is answered; nil for none.
    private let failure = Mutex<(status: Int, code: String)?>(nil)
    private let decryptions = Mutex(0)

    /// How often something was to be decrypted.
    var count: Int { decryptions.withLock { $0 } }

    func fail(_ status: Int, _ code: String) { failure.withLock { $0 = (status, code) } }
    func heal() { failure.withLock { $0 = nil } }

    static func encrypt(_ content: String, _ key: String, _ context: [String: String]) -> [UInt8] {
        let members = context.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
        return JSONValue.object([
            .init("key", .string(key)), .init("context", .object(members)), .init("content", .string(content)),
        ]).bytes
    }

    /// The answer to a call of KMS; nil for one of another service.
    func answer(_ request: TransportRequest) -> TransportResponse? {
        guard let target = HTTPField.Name("X-Amz-Target"), request.fields[target] == "TrentService.Decrypt" else {
            return nil
        }
        decryptions.withLock { $0 += 1 }
        if let (status, code) = failure.withLock({ $0 }) { return Self.error(status, code) }
        guard let asked = try? JSONReader.read(request.body),
            let bytes = asked["CiphertextBlob"]?.string.flatMap(Base64.decode),
            let made = try? JSONReader.read(bytes), let content = made["content"]?.string
        else { return Self.error(400, "InvalidCiphertextException") }
        guard made["key"] == asked["KeyId"] else { return Self.error(400, "IncorrectKeyException") }
        guard made["context"] == asked["EncryptionContext"] else {
            return Self.error(400, "InvalidCiphertextException")
        }
        let answer: JSONValue = [
            "KeyId": asked["KeyId"] ?? .null, "Plaintext": .string(Base64.encode(Array(content.utf8))),
        ]
        return TransportResponse(head: HTTPResponse(status: .ok), body: answer.bytes)
    }

    private static func error(_ status: Int, _ code: String) -> TransportResponse {
        TransportResponse(
            head: HTTPResponse(status: .init(code: status)), body: Array(#"{"__type":"\#(code)"}"#.utf8))
    }
}

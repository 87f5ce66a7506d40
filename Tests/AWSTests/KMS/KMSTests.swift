import Formats
import HTTPTypes
import Secrets
import Testing
import Transport

@testable import AWS

@Suite(.timeLimit(.minutes(1))) struct KMSTests {
    private static let arn = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

    private func key() throws -> KMSKeyARN { try .known(Self.arn) }

    @Test func `Encrypt asks in the Region of the key, whatever the client's is`() async throws {
        let transport = ScriptedTransport([.ok(#"{"KeyId":"\#(Self.arn)","CiphertextBlob":"AQID"}"#)])
        let sealed = try await KMS(try Client.make(transport)).encrypt(
            Secret("text"), under: try key(), context: ["host": "b", "a": "é"])
        #expect(sealed == [1, 2, 3])
        let request = try #require(transport.requests.first)
        #expect(request.head.authority == "kms.eu-central-1.amazonaws.com")
        #expect(request.head.headerFields[.contentType] == "application/x-amz-json-1.1")
        let target = try #require(HTTPField.Name("X-Amz-Target"))
        #expect(request.fields[target] == "TrentService.Encrypt")
        #expect(request.head.headerFields[.authorization]?.contains("/eu-central-1/kms/aws4_request") == true)
        #expect(
            request.text
                == #"{"KeyId":"\#(Self.arn)","Plaintext":"dGV4dA==","EncryptionContext":{"a":"é","host":"b"}}"#)
    }

    @Test func `Decrypt names the key and the context, and gives a secret`() async throws {
        let transport = ScriptedTransport([.ok(#"{"KeyId":"\#(Self.arn)","Plaintext":"dGV4dA=="}"#)])
        let text = try await KMS(try Client.make(transport)).decrypt([1, 2, 3], under: try key(), context: ["a": "b"])
        #expect(text == Secret("text") && "\(text)" == "‹redacted›")
        #expect(
            transport.requests.first?.text
                == #"{"KeyId":"\#(Self.arn)","CiphertextBlob":"AQID","EncryptionContext":{"a":"b"}}"#)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"Plaintext":"dGV4dA=="}"#, #"{"KeyId":"x","Plaintext":"dGV4dA=="}"#,
        #"{"KeyId":"KEY"}"#, #"{"KeyId":"KEY","Plaintext":""}"#, #"{"KeyId":"KEY","Plaintext":"dGV4dA"}"#,
        #"{"KeyId":"KEY","Plaintext":1}"#, "<html>",
    ])
    func `an answer of another form is none`(body: String) async throws {
        let kms = KMS(try Client.make(ScriptedTransport([.ok(body.replacing("KEY", with: Self.arn))])))
        let error = await #expect(throws: AWSError.self) {
            try await kms.decrypt([1], under: try key(), context: [:])
        }
        #expect(error?.label == "malformedResponse")
    }

    @Test func `KMS's errors have their codes, and a failure of the moment is tried again`() async throws {
        let transport = ScriptedTransport([
            .respond(status: 500, body: #"{"__type":"KMSInternalException"}"#),
            .respond(status: 400, body: #"{"__type":"com.amazonaws.kms#InvalidCiphertextException"}"#),
        ])
        let kms = KMS(try Client.make(transport))
        let error = await #expect(throws: AWSError.self) { try await kms.decrypt([1], under: try key(), context: [:]) }
        #expect(error?.code == .invalidCiphertextException && transport.requests.count == 2)
    }
}

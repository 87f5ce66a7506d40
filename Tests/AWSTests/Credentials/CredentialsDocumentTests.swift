import Foundation
import Secrets
import Testing

@testable import AWS

struct CredentialsDocumentTests {
    private func read(_ json: String) throws -> CredentialsDocument {
        try CredentialsDocument(Array(json.utf8), from: "a test")
    }

    private func refusal(_ json: String) -> String {
        let error = #expect(throws: AWSError.self) {
            try read(json).credentials(from: "a test", now: .example)
        }
        guard case .credentials(let reason)? = error else { return "\(String(describing: error))" }
        return reason
    }

    @Test func `all members are read, and unknown ones ignored`() throws {
        let document = try read(
            #"{"Version":1,"Code":"Success","AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Type":{"x":[]},"#
                + #""Expiration":"2015-08-30T13:36:00Z","LastUpdated":null}"#)
        #expect(document.version == 1)
        let credentials = try document.credentials(from: "a test", now: .example)
        #expect(credentials.accessKeyID == "A" && credentials.secretAccessKey == Secret("s"))
        #expect(credentials.sessionToken == Secret("t"))
        #expect(credentials.expiration == Date.example.addingTimeInterval(3_600))
    }

    @Test func `null counts as missing`() throws {
        let document = try read(
            #"{"Version":null,"Code":null,"AccessKeyId":"A","SecretAccessKey":"s","SessionToken":null,"Expiration":null}"#
        )
        let credentials = try document.credentials(from: "a test", now: .example)
        #expect(document.version == nil && credentials.sessionToken == nil && credentials.expiration == nil)
    }

    @Test(arguments: [
        "", "[]", "null", "\"text\"", "{", #"{"AccessKeyId":5}"#, #"{"SecretAccessKey":["s"]}"#, #"{"Version":"1"}"#,
        #"{"Expiration":1440938160}"#,
    ])
    func `JSON of another shape is refused without a word of it`(json: String) {
        #expect(refusal(json) == "a test gave no JSON object of the expected shape")
    }

    @Test func `incomplete, failed and expired credentials are refused`() {
        #expect(refusal("{}") == "a test gave no AccessKeyId or no SecretAccessKey")
        #expect(
            refusal(#"{"AccessKeyId":"A","SecretAccessKey":""}"#) == "a test gave no AccessKeyId or no SecretAccessKey")
        #expect(refusal(#"{"Code":"Failed","AccessKeyId":"A"}"#) == "a test gave the code Failed")
        let keys = #""AccessKeyId":"A","SecretAccessKey":"s""#
        #expect(
            refusal(#"{\#(keys),"Expiration":"2015-08-30T12:36:00Z"}"#) == "a test gave credentials that have expired")
        #expect(
            refusal(#"{\#(keys),"Expiration":"soon"}"#) == "a test gave an Expiration that isn't ISO 8601 with a zone")
    }

    @Test func `a document prints no secret`() throws {
        let document = try read(#"{"AccessKeyId":"A","SecretAccessKey":"hidden-1","Token":"hidden-2"}"#)
        var dumped = ""
        dump(document, to: &dumped)
        #expect(!"\(document)\(dumped)".contains("hidden"))
    }
}

import Formats
import Testing

@testable import IdentityProofs

@Suite struct EncryptionContextTests {
    @Test func `a context comes back as it was written`() throws {
        let context = EncryptionContext(["salt": "é\"\\", "host": "tools.example.com"])
        #expect(try EncryptionContext(field: context.field) == context)
        #expect(try EncryptionContext(field: "e30=").members.isEmpty)
        // As Python's json.dumps and base64.b64encode write it.
        #expect(try EncryptionContext(field: "eyJzYWx0IjogIngifQ==").members == ["salt": "x"])
    }

    @Test(arguments: [
        "", "[]", "x", #""x""#, #"{"a":1}"#, #"{"a":null}"#, #"{"a":["b"]}"#, #"{"a":{"b":"c"}}"#, #"{"a":"b"} x"#,
        #"{"a":"b","a":"b"}"#, #"{"":"b"}"#, #"{"a":""}"#, "{\"a\":\"\u{0}\"}",
    ])
    func `what is no object of texts is refused`(json: String) {
        #expect(throws: EncryptionContext.Malformed.self) {
            try EncryptionContext(field: Base64.encode(Array(json.utf8)))
        }
    }

    @Test func `another alphabet, a long field and many members are refused`() {
        let many = Dictionary(uniqueKeysWithValues: (0..<33).map { ("key-\($0)", "x") })
        for field in [
            "e30", "e30=\n", "{}", EncryptionContext(["a": String(repeating: "x", count: 7_000)]).field,
            EncryptionContext(many).field,
        ] {
            #expect(throws: EncryptionContext.Malformed.self) { try EncryptionContext(field: field) }
        }
    }
}

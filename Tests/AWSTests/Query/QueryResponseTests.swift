import Formats
import TestSupport
import Testing

@testable import AWS

struct QueryResponseTests {
    /// The response of GetUser with these members.
    private func response(_ members: String) throws -> QueryResponse {
        try QueryResponse(Array(IAMResponses.wrap("GetUser", members).utf8), operation: Operation(.iam, "GetUser"))
    }

    private func malformed(_ reason: String) -> AWSError { .malformedResponse(Operation(.iam, "GetUser"), reason) }

    @Test func `members are read by their kind`() throws {
        let response = try response(
            """
            <Name>alice</Name><Empty/><Number>7</Number><When>2015-08-30T12:36:00Z</When><Document>%7B%7D</Document>\
            <Inner><Deep>x</Deep></Inner><Names><member>a</member><other>b</other><member>c</member></Names>\
            <Tags><member><Key>k</Key><Value/></member></Tags>
            """)
        #expect(try response.text("Name") == "alice" && response.text("Empty").isEmpty)
        #expect(response.optionalText("Empty") == nil && response.optionalText("None") == nil)
        #expect(try response.value("Number", as: Int.self) == 7)
        #expect(try response.optionalValue("None", as: Int.self) == nil)
        #expect(try response.date("When") == .example && response.optionalDate("None") == nil)
        #expect(try response.document("Document") == "{}")
        #expect(try response.structure("Inner").text("Deep") == "x" && response.optional("None") == nil)
        #expect(
            try response.list("Names") { (member) throws(AWSError) in try member.value(as: String.self) } == ["a", "c"])
        #expect(response.list("None").isEmpty)
        #expect(try response.tags() == [Tag(key: "k", value: "")])
    }

    @Test func `a missing member is named`() throws {
        let response = try response("<Empty/>")
        let error = malformed("Name is missing in GetUserResult")
        #expect(throws: error) { try response.text("Name") }
        #expect(throws: error) { try response.structure("Name") }
        #expect(throws: error) { try response.date("Name") }
        #expect(throws: error) { try response.document("Name") }
        #expect(throws: error) { try response.value("Name", as: Int.self) }
        #expect(throws: malformed("Empty is missing in GetUserResult")) { try response.value("Empty", as: Int.self) }
    }

    @Test func `an invalid member is named`() throws {
        let response = try response("<Name>x</Name><Document>%</Document>")
        let error = malformed("Name is malformed in GetUserResult")
        #expect(throws: error) { try response.value("Name", as: Int.self) }
        #expect(throws: error) { try response.optionalValue("Name", as: Int.self) }
        #expect(throws: error) { try response.date("Name") }
        #expect(throws: malformed("Document is malformed in GetUserResult")) { try response.document("Document") }
    }

    @Test(arguments: [
        ("<html/>", "no GetUserResponse"), ("<GetUserResponse/>", "no GetUserResult"),
        ("<GetRoleResponse><GetUserResult/></GetRoleResponse>", "no GetUserResponse"),
    ])
    func `a response to another operation is malformed`(body: String, reason: String) {
        #expect(throws: malformed(reason)) {
            try QueryResponse(Array(body.utf8), operation: Operation(.iam, "GetUser"))
        }
    }

    @Test func `a policy document is percent-decoded`() async throws {
        let document = #"{"Version":"2012-10-17","Statement":[{"Resource":"arn:aws:s3:::a+b/*","Sid":"é 100%"}]}"#
        let body = IAMResponses.wrap(
            "GetRolePolicy", "<PolicyDocument>\(PercentEncoding.encode(document))</PolicyDocument>")
        let iam = IAM(try Client.make(ScriptedTransport([.ok(body)])))
        #expect(try await iam.getRolePolicy(roleName: .known("r1"), policyName: .known("p")) == document)
    }

    @Test func `a damaged response is refused or read, and crashes nothing`() {
        let seed = UInt64.random(in: 0..<1 << 32)
        var generator = SeededGenerator(seed: seed)
        let whole = Array(IAMResponses.getUser.utf8)
        var refused = 0
        for _ in 0..<3_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let position = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: position)
                default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: position)
                }
            }
            if (try? QueryResponse(bytes, operation: Operation(.iam, "GetUser"))) == nil { refused += 1 }
        }
        #expect(refused > 300, "seed \(seed)")
    }
}

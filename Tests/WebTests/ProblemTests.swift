import Problems
import AWS
import Formats
import HTTPTypes
import Testing

@testable import Web

@Suite struct ProblemTests {
    @Test func `as JSON`() {
        let problem = Problem(
            "access-key-limit", status: .conflict, title: "Two is the most", detail: "You have \"two\".",
            members: [.init("access_keys", ["AKIA1", "AKIA2"]), .init("status", "forged")], retryAfter: 3,
            cause: "LimitExceeded")
        #expect(
            problem.json(id: "abc").text == """
                {"type":"urn:latchkey:problem:access-key-limit","title":"Two is the most","status":409,\
                "detail":"You have \\"two\\".","request_id":"abc","retry_after":3,"access_keys":["AKIA1","AKIA2"]}
                """)
    }

    @Test func `what was behind it is told to nobody`() {
        let problem = Problem.unexpected("secret cause")
        #expect(!problem.json(id: "1").text.contains("secret cause"))
        #expect(
            !Layout.document(Layout.page(for: problem, of: nil, id: "1"), caller: nil).text.contains("secret cause"))
    }
}

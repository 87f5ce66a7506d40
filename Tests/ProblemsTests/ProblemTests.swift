import Formats
import HTTPTypes
import Problems
import Testing

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
}

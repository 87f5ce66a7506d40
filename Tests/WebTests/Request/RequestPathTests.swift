import HTTPTypes
import Problems
import Testing

@testable import Web

@Suite struct RequestPathTests {
    @Test(arguments: [
        ("/", []), ("/keys", ["keys"]), ("/keys/", ["keys", ""]), ("/keys/AKIA%31", ["keys", "AKIA1"]),
        ("/a+b", ["a+b"]), ("/%C3%A4", ["ä"]), ("//keys", ["", "keys"]), ("/a%20b", ["a b"]), ("/.../x", ["...", "x"]),
        ("/a%252fb", ["a%2fb"]),
    ])
    func parses(text: String, segments: [String]) throws {
        #expect(try RequestPath.segments(Array(text.utf8)[...]) == segments)
    }

    @Test(arguments: [
        "", "keys", "http://x/keys", "/..", "/keys/../x", "/%2e%2e/x", "/.%2E", "/./x", "/%2e", "/a%2fb", "/a%2Fb",
        "/a%5cb", "/a\\b", "/a%00", "/a%0a", "/a%7f", "/%", "/%2", "/%zz", "/%ff", "/%C0%AF",
        "/" + String(repeating: "a", count: 2048),
    ])
    func refuses(text: String) {
        let problem = #expect(throws: Problem.self) { try RequestPath.segments(Array(text.utf8)[...]) }
        #expect(problem?.status == .badRequest)
    }
}

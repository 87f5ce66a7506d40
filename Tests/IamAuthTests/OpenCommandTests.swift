import Testing

@testable import iam_auth

@Suite struct OpenCommandTests {
    @Test(arguments: [
        ("/", "latchkey open https://tools.example.com"),
        ("/report", "latchkey open https://tools.example.com/report"),
        ("/report?month=5&year=2026", "latchkey open 'https://tools.example.com/report?month=5&year=2026'"),
        ("/a%20b", "latchkey open https://tools.example.com/a%20b"),
        ("/$(id)", "latchkey open 'https://tools.example.com/$(id)'"),
        ("/x;id", "latchkey open 'https://tools.example.com/x;id'"),
        ("/x'$(id)'", "latchkey open 'https://tools.example.com/x%27$(id)%27'"),
        ("/!!", "latchkey open 'https://tools.example.com/!!'"),
        ("/~root/*", "latchkey open 'https://tools.example.com/~root/*'"),
        // What isn't plain is left out.
        ("/`id`", "latchkey open https://tools.example.com"), ("/<script>", "latchkey open https://tools.example.com"),
        ("/a b", "latchkey open https://tools.example.com"), ("/\"x\"", "latchkey open https://tools.example.com"),
        ("/é", "latchkey open https://tools.example.com"),
        ("//evil.example", "latchkey open https://tools.example.com"),
        ("/\\evil.example", "latchkey open https://tools.example.com"), ("", "latchkey open https://tools.example.com"),
        ("http://evil.example/", "latchkey open https://tools.example.com"),
        ("/\u{1b}[31m", "latchkey open https://tools.example.com"), ("/\n", "latchkey open https://tools.example.com"),
        ("/" + String(repeating: "a", count: 1_024), "latchkey open https://tools.example.com"),
    ])
    func `the command opens the page, and does nothing else in a shell`(target: String, command: String) {
        #expect(OpenCommand.text(origin: "https://tools.example.com", target: target) == command)
    }
}

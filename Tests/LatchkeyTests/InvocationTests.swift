import Program
import Testing

@testable import latchkey

struct InvocationTests {
    private func shown(_ arguments: String...) -> String? {
        guard case .show(let text) = Invocation(arguments) else { return nil }
        return text
    }

    @Test(arguments: [
        ["whoami"], ["whoami", "--output", "json"], ["whoami", "--profile", "a", "--region", "eu-west-1"],
        ["identity", "--server", "https://tools.example.com"],
        ["identity", "--server", "http://localhost:8080", "--proof", "token", "--algorithm", "rs256"],
        ["identity", "--server=https://tools.example.com", "--output=json"],
        ["open", "https://tools.example.com/report"],
        ["open", "--print", "https://tools.example.com", "--proof", "signed"],
        ["open", "https://tools.example.com", "--proof", "presigned"],
    ])
    func `a command with its options is performed`(arguments: [String]) {
        guard case .perform = Invocation(arguments) else {
            Issue.record("\(arguments): \(Invocation(arguments))")
            return
        }
    }

    @Test(arguments: [
        (["--nonsense"], "--help"), (["nonsense"], "--help"), (["whoami", "more"], "whoami --help"),
        (["whoami", "--output", "xml"], "whoami --help"), (["whoami", "--region", "nowhere"], "whoami --help"),
        (["whoami", "--profile", ""], "whoami --help"), (["whoami", "--profile"], "whoami --help"),
        (["identity"], "identity --help"), (["identity", "--server", ""], "identity --help"),
        (["identity", "--server", "http://tools.example.com"], "identity --help"),
        (["identity", "--server", "https://a@b"], "identity --help"),
        (["identity", "--server", "https://a", "--proof", "kms"], "identity --help"),
        (["identity", "--server", "https://a", "--algorithm", "none"], "identity --help"),
        (["identity", "--server", "https://a", "--output", "text"], "identity --help"),
        (["open"], "open --help"), (["open", "tools.example.com"], "open --help"),
        (["open", "https://tools.example.com", "--proof", "Signed"], "open --help"),
        (["open", "javascript:alert(1)"], "open --help"), (["open", "https://a", "https://b"], "open --help"),
    ])
    func `a wrong argument is told in one line, with where to read on`(arguments: [String], help: String) {
        guard case .refuse(let line) = Invocation(arguments) else {
            Issue.record("\(arguments) is taken")
            return
        }
        #expect(!line.contains("\n"))
        #expect(line.hasSuffix(" (see latchkey \(help))"), "\(line)")
        #expect(line.utf8.count > help.utf8.count + 30, "\(line)")
    }

    @Test(arguments: [
        (["whoami", "--region", "mars"], "it should be the name of a Region, such as eu-central-1"),
        (["exec", "--region", "mars", "--", "true"], "it should be the name of a Region, such as eu-central-1"),
        (["trust-policy", "--account", "12"], "it should be twelve digits"),
        (["baseline", "offboard", "a/b"], "it should be a name without its path"),
        (["proxy", "--session-duration", "5x"], "it should be hours, minutes or seconds, such as 1h, 90m or 900s"),
    ])
    func `a value of another form is told which it should have`(arguments: [String], form: String) {
        guard case .refuse(let line) = Invocation(arguments) else {
            Issue.record("\(arguments) is taken")
            return
        }
        #expect(line.contains(form), "\(line)")
    }

    @Test func `the version is that of all programs`() {
        #expect(shown("--version") == Program.version)
    }

    @Test(arguments: [[], ["--help"], ["help"], ["-h"]])
    func `help tells of all commands and of every exit status`(arguments: [String]) throws {
        guard case .show(let help) = Invocation(arguments) else {
            Issue.record("\(arguments)")
            return
        }
        for name in ["whoami", "identity", "open"] { #expect(help.contains("\n  \(name) "), "\(name)") }
        for status in Latchkey.Status.allCases { #expect(help.contains("\n  \(status.rawValue) "), "\(status)") }
        #expect(help.contains("EXAMPLES"))
    }

    @Test(arguments: ["whoami", "identity", "open"])
    func `each command's help has its usage, examples and options`(name: String) throws {
        let help = try #require(shown(name, "--help"))
        #expect(help.contains("USAGE: latchkey \(name)"))
        #expect(help.contains("EXAMPLES\n  "))
        for option in ["--profile", "--region", "--version", "--help"] { #expect(help.contains(option), "\(option)") }
        #expect(shown("help", name) == help)
        #expect(shown(name, "-h") == help)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `each shell gets a script that completes commands and options`(shell: String) throws {
        let script = try #require(shown("--generate-completion-script", shell))
        for word in ["whoami", "identity", "open", "server", "profile", "print"] {
            #expect(script.contains(word), "\(word)")
        }
    }
}

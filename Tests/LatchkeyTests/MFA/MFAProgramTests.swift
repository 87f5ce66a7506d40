import AWS
import TestSupport
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct MFAProgramTests {
    private static let environment = ["PATH": "/usr/bin:/bin", "AWS_SECRET_ACCESS_KEY": "secret", "GPG_TTY": "x"]

    private func code(_ command: String, timeout: Duration = .seconds(30)) async throws(AWSError) -> String {
        try await MFAProgram(command: command, environment: Self.environment, timeout: timeout).code()
    }

    @Test(arguments: [
        "echo 123456", "printf 123456", "printf '\\r\\n 123456 \\n'", "echo 'AWS:alice@210987654321  123456'",
        "sh -c 'echo 123456; echo 123456'", "/bin/echo 123456",
    ])
    func `the one word of six digits is the code`(command: String) async throws {
        #expect(try await code(command) == "123456")
    }

    @Test(arguments: [
        ("true", "no code of six digits"), ("echo 12345", "no code"), ("echo 1234567", "no code"),
        ("echo 123 456", "no code"), ("echo １２３４５６", "no code"), ("echo 123456 654321", "or several"),
        ("false", "failed"), ("sh -c 'echo 123456; exit 3'", "failed"), ("/nowhere/otp", "can't be run"),
        ("'", "open quote"), ("  ", "empty"), ("head -c 5000 /dev/zero", "prints too much"),
    ])
    func `anything else is refused, and not repeated`(command: String, words: String) async {
        let error = await #expect(throws: AWSError.self) { try await code(command) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains(words) && !text.contains("654321"), "\(text)")
    }

    @Test func `it runs without a shell, and gets no variable of AWS's`() async throws {
        let words = "sh -c 'test -z \"$AWS_SECRET_ACCESS_KEY\" && test \"$GPG_TTY\" = x && echo 123456'"
        #expect(try await code(words) == "123456")
        await #expect(throws: AWSError.self) { try await code("echo $(printf 123456)") }
    }

    @Test func `one that takes too long is ended`() async {
        let error = await #expect(throws: AWSError.self) { try await code("sleep 60", timeout: .milliseconds(50)) }
        #expect(error.map { "\($0)" }?.contains("took longer") == true)
    }
}

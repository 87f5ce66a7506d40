import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct ExecTests {
    @Test(
        arguments: [
            ("/etc", .notExecutable, "/etc can't be run: "),
            ("/etc/passwd", .notExecutable, "/etc/passwd can't be run: "),
            ("/nowhere/x", .notFound, "there is no program “/nowhere/x”"),
            ("no-such-program", .notFound, "there is no program “no-such-program”"),
        ] as [(String, Latchkey.Status, String)])
    func `a command that can't be run is told before anybody is asked for credentials`(
        command: String, status: Latchkey.Status, words: String
    ) async {
        let bench = ToolBench(files: PersonalFiles.files)
        #expect(await bench.run("exec", "work", "--", command) == status)
        #expect(bench.errors.count == 1 && bench.errors[0].hasPrefix(words), "\(bench.errors)")
        #expect(bench.requests.isEmpty)
    }

    @Test func `credentials that don't end need no server`() async {
        let files = ["/h/.aws/config": "[profile key]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n"]
        let bench = ToolBench(environment: ["HOME": "/h", "PATH": "/usr/bin:/bin"], files: files)
        #expect(await bench.run("exec", "key", "--server", "--", "true") == .configuration)
        #expect(bench.errors.last?.contains("leave --server out") == true)
    }
}

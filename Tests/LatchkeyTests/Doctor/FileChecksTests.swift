import FoundationEssentials
import TestSupport
import Testing

@testable import latchkey

@Suite struct FileChecksTests {
    private func findings(_ config: String) throws -> [Finding] {
        let bench = ToolBench(
            environment: ["HOME": "/h", "PATH": "/usr/bin:/bin", "BROWSER": "true"], files: ["/h/.aws/config": config])
        return FileChecks(configuration: ToolConfiguration(), context: bench.context, permissions: { _ in 0o600 })
            .findings().filter { $0.verdict == .wrong }
    }

    @Test func `a program is looked up as a shell does`() throws {
        #expect(
            try findings("[profile a]\ncredential_process = env x\n[profile b]\ncredential_process = /bin/sh -c x")
                .isEmpty)
        #expect(try findings("[profile a]\ncredential_process = /bin x").count == 1)
    }

    @Test func `a profile that asks this tool for one that doesn't exist is told`() throws {
        let folder = try TemporaryFolder()
        let program = try folder.write("", to: "latchkey")
        #expect(throws: Never.self) { try makeExecutable(program) }
        let wrong = try findings("[profile a]\ncredential_process = \(program) credentials a")
        #expect(wrong.count == 1 && wrong[0].words.contains("asks for the profile a, which there is none of"))
        let role =
            "[profile b]\nrole_arn = r\nsource_profile = x\n[profile a]\ncredential_process = \(program) credentials b"
        #expect(try findings(role).isEmpty)
    }

    @Test func `where the configuration can't be read, nobody says which profiles there aren't`() throws {
        let folder = try TemporaryFolder()
        let program = try folder.write("", to: "latchkey")
        try makeExecutable(program)
        let bench = ToolBench(
            environment: ["HOME": "/h", "PATH": "/usr/bin:/bin", "BROWSER": "true"],
            files: ["/h/.aws/config": "[profile a]\ncredential_process = \(program) credentials a\n"])
        let checks = FileChecks(configuration: nil, context: bench.context, permissions: { _ in 0o600 })
        #expect(checks.findings().filter { $0.verdict == .wrong }.isEmpty)
        #expect(checks.findings().contains { $0.words == "1 profile can be read" })
    }

    @Test func `a profile whose own settings count before what this tool gives is told`() throws {
        let bench = ToolBench(
            environment: ["HOME": "/h", "PATH": "/usr/bin:/bin", "BROWSER": "true"],
            files: PersonalFiles.files.merging([
                "/h/.aws/config": "[profile work]\ncredential_process = env x\n",
                "/h/.aws/credentials": "[work]\naws_access_key_id = A\naws_secret_access_key = s\n",
            ]) { first, _ in first })
        let checks = FileChecks(
            configuration: try ToolConfiguration.load(in: bench.context), context: bench.context,
            permissions: { _ in 0o600 })
        let wrong = checks.findings().filter { $0.verdict == .wrong }
        #expect(wrong.count == 1 && wrong[0].words.hasPrefix("work has aws_access_key_id, which counts before"))
    }

    @Test func `of many faults of a kind the first are told, and how many there are`() throws {
        let config = (0..<20).map { "[profile p\($0)]\ncredential_process = /nowhere/x\n" }.joined()
        let wrong = try findings(config)
        #expect(wrong.count == 6 && wrong[5].words == "and 15 more such profiles")
    }

    private func makeExecutable(_ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    }
}

import FoundationEssentials
import HTTPTypes
import TestSupport
import Testing
import Transport

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct DoctorTests {
    private static let date = "Wed, 25 Nov 2026 09:46:40 GMT"
    private static let configuration = """
        sign-ins: {company: {portal: "https://latchkey.example.com"}}
        profiles: {work: {}}
        """

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func bench(
        _ files: [String: String] = [:], _ more: [String: String] = [:],
        aws: ToolBench.Answer = .answer(302, "", [.date: date]),
        portal: ToolBench.Answer = .answer(200, "{}", [.date: date])
    ) -> ToolBench {
        let environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin", "BROWSER": "true"].merging(more) { $1 }
        let paths = files.map { ("\(folder.path)/\($0.key)", $0.value) }
        return ToolBench(
            environment: environment, files: Dictionary(paths) { $1 }, server: { $0 == "/" ? aws : portal })
    }

    private func lines(_ bench: ToolBench) async -> [String] {
        _ = await bench.run("doctor")
        return bench.output.split(separator: "\n").map(String.init)
    }

    @Test func `when all is well, each line says so`() async {
        let bench = bench()
        #expect(await bench.run("doctor") == .success)
        #expect(
            bench.output == """
                ok     configuration: no profile of the tool's own; AWS's files count alone
                ok     permissions: nobody else reads your secrets
                ok     AWS's files: 0 profiles can be read
                ok     browser: true
                ok     AWS: can be reached
                ok     clock: agrees with that of AWS

                """)
        #expect(bench.errors.isEmpty)
    }

    @Test func `a person who isn't signed in is told how to`() async {
        let bench = bench([".config/latchkey/config.yaml": Self.configuration])
        #expect(await bench.run("doctor") == .configuration)
        let wrong = bench.output.split(separator: "\n").filter { !$0.hasPrefix("ok ") }
        #expect(wrong.count == 1 && wrong[0].contains("company") && wrong[0].contains("latchkey login"), "\(wrong)")
        #expect(bench.errors == ["one thing is wrong"])
    }

    @Test(
        arguments: [
            ([".aws/config": "nonsense"], [:], "AWS's files: "),
            ([".aws/config": "[profile a]\ncredential_process = /nowhere/x y"], [:], "a names the program /nowhere/x"),
            (
                [".aws/config": "[profile a]\ncredential_process = '"], [:],
                "the credential_process of a has an open quote"
            ),
            ([".config/latchkey/config.yaml": "sign-ins: ["], [:], "configuration: "),
            ([:], ["AWS_ACCESS_KEY_ID": "AKIA1"], "environment: AWS_ACCESS_KEY_ID is set"),
            ([:], ["BROWSER": "/nowhere/browser"], "browser: /nowhere/browser isn't there"),
        ] as [([String: String], [String: String], String)])
    func `what is wrong has a line with what to do`(
        files: [String: String], environment: [String: String], words: String
    ) async {
        let lines = await lines(bench(files, environment))
        #expect(lines.contains { $0.hasPrefix("WRONG  ") && $0.contains(words) }, "\(lines)")
    }

    @Test(
        arguments: [
            (.fail(.notSent("no route")), "AWS: can't be reached: no route"),
            (.fail(.deadlineExceeded), "AWS: didn't answer in time"),
            (.answer(302, "", [.date: "Wed, 25 Nov 2026 09:51:40 GMT"]), "clock: 5 min behind that of AWS: set it"),
            (.answer(302, "", [.date: "Wed, 25 Nov 2026 09:45:40 GMT"]), "clock: 1 min ahead of that of AWS: set it"),
        ] as [(ToolBench.Answer, String)])
    func `a network or a clock that is off is told`(answer: ToolBench.Answer, words: String) async {
        let lines = await lines(bench(aws: answer))
        #expect(lines.contains { $0.hasPrefix("WRONG  ") && $0.contains(words) }, "\(lines)")
    }

    @Test func `files that others may read or write are told`() async throws {
        for name in [".cache/latchkey", ".local/state/latchkey", ".config/latchkey", ".aws"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        }
        for (name, mode) in [
            (".cache/latchkey", 0o755), (".local/state/latchkey", 0o750), (".config/latchkey", 0o777),
            (".aws/credentials", 0o644),
        ] {
            let path = "\(folder.path)/\(name)"
            if name.hasSuffix("credentials") { _ = try folder.write("", to: name) }
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        let wrong = await lines(bench()).filter { $0.hasPrefix("WRONG  permissions: others may ") }
        #expect(wrong.count == 4, "\(wrong)")
    }

    @Test func `without the network no server is asked`() async {
        let bench = bench()
        #expect(await bench.run("doctor", "--offline") == .success)
        #expect(bench.requests.isEmpty && !bench.output.contains("clock"))
    }
}

import FoundationEssentials
import TestSupport
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct BrowserTests {
    private static let link = "https://tools.example.com/auth/link/c0de"
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A command that writes its arguments and its variables into a file, and ends with a status.
    private func browser(_ name: String, status: Int = 0) throws -> String {
        try folder.write(
            "printf '%s\\n' \"$0\" \"$@\" >\(folder.path)/\(name).arguments; env >\(folder.path)/\(name).variables\nexit \(status)",
            to: name)
    }

    private func open(_ browser: String?, path: String = "/usr/bin:/bin") async throws(CommandError) {
        var environment = [
            "PATH": path, "XDG_CACHE_HOME": folder.path, "AWS_SECRET_ACCESS_KEY": "very-secret", "DISPLAY": ":0",
        ]
        environment["BROWSER"] = browser
        try await Browser(environment: environment).open(Self.link)
    }

    @Test func `a browser gets the page behind its own arguments, and neither the link nor AWS's variables`()
        async throws
    {
        let program = try browser("b")
        try await open("sh '\(program)' --new-window")
        let arguments = folder.text(of: "b.arguments").split(separator: "\n")
        #expect(arguments.dropFirst().first == "--new-window")
        #expect(arguments.last?.hasPrefix("file://\(folder.path)/latchkey/open-") == true && arguments.count == 3)
        #expect(!folder.text(of: "b.arguments").contains("c0de"))
        let variables = folder.text(of: "b.variables")
        #expect(variables.contains("DISPLAY=:0") && !variables.contains("very-secret") && !variables.contains("c0de"))
    }

    @Test func `the address stands where the command says`() async throws {
        let program = try browser("b")
        try await open("sh '\(program)' --url=%s last")
        let arguments = folder.text(of: "b.arguments").split(separator: "\n")
        #expect(arguments.count == 3 && arguments[1].hasPrefix("--url=file://") && arguments[2] == "last")
    }

    @Test func `the next command is tried when one fails`() async throws {
        let (bad, good) = (try browser("bad", status: 1), try browser("good"))
        try await open("/nowhere/browser:sh '\(bad)':sh '\(good)'")
        #expect(!folder.text(of: "bad.arguments").isEmpty && !folder.text(of: "good.arguments").isEmpty)
    }

    @Test(arguments: ["/nowhere/browser", "sh -c 'exit 3'", "'", ":"])
    func `when no command works, the tool says what else to do`(browser: String) async throws {
        let error = await #expect(throws: CommandError.self) { try await open(browser) }
        #expect(error?.status == .unavailable && error?.description.contains("--print") == true)
    }

    @Test func `without a choice xdg-open is asked`() async throws {
        let program = try browser("usual")
        let command = try folder.write("#!/bin/sh\nexec sh \(program) \"$@\"\n", to: "xdg-open")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: command)
        try await open(nil, path: "\(folder.path):/usr/bin:/bin")
        #expect(folder.text(of: "usual.arguments").contains("file://\(folder.path)/latchkey/open-"))
        let error = await #expect(throws: CommandError.self) { try await open(nil, path: "/nowhere") }
        #expect(error?.status == .unavailable)
    }
}

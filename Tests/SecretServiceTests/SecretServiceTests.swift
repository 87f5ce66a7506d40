import Glibc
import Secrets
import Subprocess
import TestSupport
import Testing

@testable import SecretService

/// The real keyring of GNOME, on a bus of its own.
@Suite(.serialized, .timeLimit(.minutes(1))) struct SecretServiceTests {
    @Test func `a secret is kept, replaced, found by its attributes, and removed`() async throws {
        let folder = try TemporaryFolder()
        var variables: [Environment.Key: String] = [
            "HOME": folder.path, "XDG_RUNTIME_DIR": folder.path, "PATH": "/usr/bin:/bin",
        ]
        let bus = try await run(
            .name("dbus-daemon"), arguments: ["--session", "--fork", "--print-address=1", "--print-pid=1"],
            environment: .custom(variables), output: .string(limit: 4_096), error: .discarded)
        let lines = bus.standardOutput.split(separator: "\n").map(String.init)
        let process = try #require(pid_t(lines[1]))
        defer { kill(process, SIGTERM) }
        variables["DBUS_SESSION_BUS_ADDRESS"] = lines[0]
        _ = try await run(
            .name("gnome-keyring-daemon"), arguments: ["--unlock", "--components=secrets"],
            environment: .custom(variables), input: .string("a password\n"), output: .string(limit: 4_096),
            error: .discarded)
        // A call that comes before the keyring has its name on the bus would start a second one, which is locked.
        var names = ""
        while !names.contains("org.freedesktop.secrets") {
            names = try await run(
                .name("dbus-send"),
                arguments: [
                    "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.ListNames",
                ],
                environment: .custom(variables), output: .string(limit: 65_536), error: .discarded
            ).standardOutput
        }
        // libsecret asks for the bus when it is first used.
        _ = unsafe setenv("DBUS_SESSION_BUS_ADDRESS", lines[0], 1)
        let service = try #require(SecretService())
        let (one, other) = (["application": "a test", "name": "one"], ["application": "a test", "name": "other"])
        #expect(try service.secret(one) == nil)
        try service.keep(Secret("first"), one, label: "A test")
        try service.keep(Secret(#"{"é":"second"}"#), one, label: "A test")
        try service.keep(Secret("other"), other, label: "A test")
        #expect(try service.secret(one) == Secret(#"{"é":"second"}"#))
        try service.remove(one)
        try service.remove(one)
        #expect(try service.secret(one) == nil)
        #expect(try service.secret(other) == Secret("other"))
    }
}

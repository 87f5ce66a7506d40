import AWS
import ConsoleSessions
import Settings
import Testing

@testable import console

struct ConsoleSettingsTests {
    private func read(_ environment: [String: String]) throws -> ConsoleSettings {
        try Settings.read(ConsoleSettings.self, environment: environment)
    }

    @Test func `an empty environment gives the defaults`() throws {
        let settings = try read([:])
        #expect(settings.consoleSessionDuration.seconds == 3_600)
        #expect(settings.apiSessionDuration.seconds == 3_600)
        #expect(settings.transitiveTagKeys.isEmpty)
        #expect(settings.signinEndpoint == nil)
        #expect(settings.preparation == .off)
        #expect(settings.writeRate == 100)
    }

    @Test func `the lengths of both kinds of sessions fall back on the common one`() throws {
        let settings = try read(["LATCHKEY_SESSION_DURATION": "7200", "LATCHKEY_API_SESSION_DURATION": "900"])
        #expect(settings.consoleSessionDuration.seconds == 7_200)
        #expect(settings.apiSessionDuration.seconds == 900)
    }

    @Test func `keys of tags stand between commas, and may hold spaces`() throws {
        #expect(
            try read(["LATCHKEY_TRANSITIVE_TAG_KEYS": "Team, Cost Center"]).transitiveTagKeys == [
                "Team", "Cost Center",
            ])
    }

    @Test(arguments: [
        ("LATCHKEY_SESSION_DURATION", "899"), ("LATCHKEY_SESSION_DURATION", "43201"),
        ("LATCHKEY_CONSOLE_SESSION_DURATION", "1h"), ("LATCHKEY_API_SESSION_DURATION", "-900"),
        ("LATCHKEY_TRANSITIVE_TAG_KEYS", "a,,b"), ("LATCHKEY_TRANSITIVE_TAG_KEYS", "a*"),
        ("LATCHKEY_PREPARE_ROLES", "yes"), ("LATCHKEY_IAM_RATE", "0"), ("LATCHKEY_IAM_RATE", "1001"),
        ("LATCHKEY_SIGNIN_ENDPOINT", "signin.aws.amazon.com"),
    ])
    func `a value that can't be meant is one problem, which names its setting`(name: String, value: String) throws {
        let error = try #require(throws: SettingsError.self) { try read([name: value]) }
        #expect(error.problems.count == 1)
        #expect(error.problems.first?.hasPrefix("\(name) is “\(value)”") == true)
    }
}

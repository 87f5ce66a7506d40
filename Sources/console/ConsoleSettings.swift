import AWS
import ConsoleSessions
import Settings
import SignOn

/// The sessions that people and programs get.
struct ConsoleSettings: SettingsGroup {
    /// How long a person's console session lasts.
    var consoleSessionDuration: SessionDuration
    /// How long a program's session lasts.
    var apiSessionDuration: SessionDuration
    /// Keys of session tags that go along when a session assumes another role.
    var transitiveTagKeys: [String]
    /// Where sign-in tokens are asked for; nil for the partition's own endpoint.
    var signinEndpoint: EndpointURL?
    /// Whether a role is brought up to date while its person still reads the page.
    var preparation: Preparation
    /// How many writes to IAM there may be in a second.
    var writeRate: Double

    enum Preparation: String, Sendable {
        case on
        case off
    }

    static let sessionDuration = Setting(
        "LATCHKEY_SESSION_DURATION", "length of a session in seconds",
        form: "a number from 900 to 43200", absent: .value("3600"))
    static let consoleSessionDuration = Setting(
        "LATCHKEY_CONSOLE_SESSION_DURATION", "length of a console session in seconds",
        form: "a number from 900 to 43200", absent: .meaning("LATCHKEY_SESSION_DURATION"))
    static let apiSessionDuration = Setting(
        "LATCHKEY_API_SESSION_DURATION", "length of a program's session in seconds",
        form: "a number from 900 to 43200", absent: .meaning("LATCHKEY_SESSION_DURATION"))
    static let transitiveTagKeys = Setting(
        "LATCHKEY_TRANSITIVE_TAG_KEYS", "session tags that go along to further roles",
        form: "keys, with commas between them", absent: .meaning("none"))
    static let preparation = Setting(
        "LATCHKEY_PREPARE_ROLES", "whether the console's page has the role made ready while the person reads it",
        form: "one of on, off", absent: .value("off"))
    static let writeRate = Setting(
        "LATCHKEY_IAM_RATE",
        "most writes to IAM that one process of `console` does in a second; fewer while AWS throttles",
        form: "a number from 1 to 1000", absent: .value("100"))
    static let signinEndpoint = Setting(
        "LATCHKEY_SIGNIN_ENDPOINT", "console federation endpoint",
        form: "a URL, such as https://signin.aws.amazon.com/federation", absent: .meaning("the partition's own"))

    static let table = [
        sessionDuration, consoleSessionDuration, apiSessionDuration, transitiveTagKeys, preparation, writeRate,
        signinEndpoint,
    ]

    init?(from reader: inout SettingsReader) {
        let seconds = { @Sendable (text: String) in
            SettingForm.integer(900...43_200)(text).flatMap(SessionDuration.init(seconds:))
        }
        let session = reader.required(Self.sessionDuration, seconds)
        let console = reader.optional(Self.consoleSessionDuration, seconds)
        let api = reader.optional(Self.apiSessionDuration, seconds)
        transitiveTagKeys = reader.optional(Self.transitiveTagKeys, SettingForm.list(SessionTag.key)) ?? []
        signinEndpoint = reader.optional(Self.signinEndpoint) { EndpointURL($0) }
        let preparation = reader.required(Self.preparation, Preparation.init(rawValue:))
        let writeRate = reader.required(Self.writeRate, SettingForm.integer(1...1_000))
        guard let session, let preparation, let writeRate else { return nil }
        self.writeRate = Double(writeRate)
        self.preparation = preparation
        consoleSessionDuration = console ?? session
        apiSessionDuration = api ?? session
    }
}

import Machines
import Settings

/// How long machines stay signed in.
struct OAuthSettings: SettingsGroup {
    var lifetimes: TokenLifetimes

    static let accessDuration = Setting(
        "LATCHKEY_OAUTH_TOKEN_DURATION", "how long a machine's access token is good, in seconds; then it is renewed",
        form: "a number from 600 to 3600", absent: .value("900"))
    static let signInDuration = Setting(
        "LATCHKEY_OAUTH_SIGN_IN_DURATION", "how long a machine stays signed in, in seconds",
        form: "a number from 3600 to 2592000", absent: .value("43200"))

    static let table = [accessDuration, signInDuration]

    init?(from reader: inout SettingsReader) {
        let access = reader.required(Self.accessDuration, SettingForm.integer(600...3_600))
        let signIn = reader.required(Self.signInDuration, SettingForm.integer(3_600...2_592_000))
        guard let access, let signIn else { return nil }
        lifetimes = TokenLifetimes(access: access, signIn: signIn)
    }
}

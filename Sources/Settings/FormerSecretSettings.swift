package import Secrets

/// The secrets that were `LATCHKEY_SECRET` before, so that what they sealed is still opened after it was changed.
package struct FormerSecretSettings: SettingsGroup {
    /// At most eight.
    package var secrets: [Secret]

    static let former = Setting(
        "LATCHKEY_FORMER_SECRETS", "secrets that LATCHKEY_SECRET was before: what they sealed is still accepted",
        form: "up to 8 secrets of at least 32 bytes each, with white space between them",
        absent: .meaning("only LATCHKEY_SECRET counts"), source: .variableOrFile)

    package static let table = [former]

    package init(_ secrets: [Secret] = []) { self.secrets = secrets }

    package init?(from reader: inout SettingsReader) {
        secrets = reader.optional(Self.former, Self.parse) ?? []
    }

    private static func parse(_ text: String) -> [Secret]? {
        let parts = text.split(whereSeparator: \.isWhitespace)
        guard (1...8).contains(parts.count), parts.allSatisfy({ $0.utf8.count >= 32 }) else { return nil }
        return parts.map { Secret(String($0)) }
    }
}

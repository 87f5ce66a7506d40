import Formats

/// The parameters of a challenge (RFC 9110, 11.2): names with tokens or quoted strings, each name once.
struct AuthParameters {
    private var values: [String: String] = [:]

    /// Reads `name="value", name=value`; nil for anything else.
    init?(_ text: some StringProtocol) {
        var rest = Array(text.unicodeScalars)[...]
        while true {
            Self.skipSpace(&rest)
            guard let name = Self.token(&rest)?.lowercased() else { return nil }
            Self.skipSpace(&rest)
            guard rest.popFirst() == "=" else { return nil }
            Self.skipSpace(&rest)
            guard let value = rest.first == "\"" ? Self.quoted(&rest) : Self.token(&rest), values[name] == nil
            else { return nil }
            values[name] = value
            Self.skipSpace(&rest)
            guard let comma = rest.popFirst() else { return }
            guard comma == "," else { return nil }
        }
    }

    subscript(_ name: String) -> String? { values[name] }

    private static func skipSpace(_ rest: inout ArraySlice<Unicode.Scalar>) {
        rest = rest.drop { $0 == " " || $0 == "\t" }
    }

    private static func token(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
        let token = rest.prefix { UInt8(exactly: $0.value)?.isToken ?? false }
        rest = rest[token.endIndex...]
        return token.isEmpty ? nil : text(token)
    }

    private static func quoted(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
        rest.removeFirst()
        var value: [Unicode.Scalar] = []
        while let scalar = rest.popFirst() {
            if scalar == "\"" { return text(value[...]) }
            guard scalar == "\\" else { value.append(scalar); continue }
            guard let escaped = rest.popFirst() else { return nil }
            value.append(escaped)
        }
        return nil
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}

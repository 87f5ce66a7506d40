import Formats
import Settings

/// A media type without its parameters, in small letters.
package struct MediaType: Sendable, Hashable, CustomStringConvertible {
    package let type: String
    package let subtype: String

    /// Parses `type/subtype`, dropping parameters; nil when it isn't of that form (RFC 9110 section 8.3.1).
    package init?(_ text: String) {
        // Most programs name a type of ours as it is written here.
        if let known = Self.named(text) {
            self = known
            return
        }
        let essence = text.utf8.prefix { $0 != 0x3b }
        guard let slash = essence.firstIndex(of: 0x2f), let type = Self.token(essence[..<slash]),
            let subtype = Self.token(essence[essence.index(after: slash)...])
        else { return nil }
        self.init(type: type, subtype: subtype)
    }

    private static func named(_ text: String) -> MediaType? {
        switch text {
        case "application/json": json
        case "application/x-www-form-urlencoded": form
        case "text/html": html
        default: nil
        }
    }

    /// A token in small letters, the space around it dropped.
    private static func token(_ part: Substring.UTF8View) -> String? {
        let text = SettingForm.trimmed(Substring(part))
        guard isToken(text) else { return nil }
        return text.utf8.contains { (0x41...0x5a).contains($0) } ? text.lowercased() : text
    }

    private init(type: String, subtype: String) {
        self.type = type
        self.subtype = subtype
    }

    package static let html = MediaType(type: "text", subtype: "html")
    package static let json = MediaType(type: "application", subtype: "json")
    package static let problem = MediaType(type: "application", subtype: "problem+json")
    package static let health = MediaType(type: "application", subtype: "health+json")
    package static let plain = MediaType(type: "text", subtype: "plain")
    package static let css = MediaType(type: "text", subtype: "css")
    package static let javaScript = MediaType(type: "text", subtype: "javascript")
    package static let svg = MediaType(type: "image", subtype: "svg+xml")
    package static let form = MediaType(type: "application", subtype: "x-www-form-urlencoded")

    package var description: String { type + "/" + subtype }

    /// Whether it is JSON or of the `+json` kind.
    package var isJSON: Bool { type == "application" && (subtype == "json" || subtype.hasSuffix("+json")) }

    /// RFC 9110 section 5.6.2.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(\.isToken)
    }
}

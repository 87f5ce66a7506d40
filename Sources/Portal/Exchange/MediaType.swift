/// A media type without its parameters, in small letters.
package struct MediaType: Sendable, Hashable, CustomStringConvertible {
    package let type: String
    package let subtype: String

    /// Parses `type/subtype`, dropping parameters; nil when it isn't of that form (RFC 9110 section 8.3.1).
    package init?(_ text: String) {
        let essence = text.utf8.prefix { $0 != 0x3b }
        let parts = essence.split(separator: 0x2f, omittingEmptySubsequences: false).map {
            SettingForm.trimmed(Substring($0))
        }
        guard parts.count == 2, parts.allSatisfy(Self.isToken) else { return nil }
        type = parts[0].lowercased()
        subtype = parts[1].lowercased()
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
    static let css = MediaType(type: "text", subtype: "css")
    static let javaScript = MediaType(type: "text", subtype: "javascript")
    static let svg = MediaType(type: "image", subtype: "svg+xml")
    package static let form = MediaType(type: "application", subtype: "x-www-form-urlencoded")

    package var description: String { "\(type)/\(subtype)" }

    /// Whether it is JSON or of the `+json` kind.
    package var isJSON: Bool { type == "application" && (subtype == "json" || subtype.hasSuffix("+json")) }

    /// RFC 9110 section 5.6.2.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}

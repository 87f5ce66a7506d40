/// Text of an HTML document. What is interpolated is escaped, unless it is HTML itself.
///
///     let row: HTML = "<td title=\"\(title)\">\(name)</td>"
///
/// Attributes have to stand in quotes; inside a script or a style nothing may be interpolated.
package struct HTML: Sendable, Equatable {
    /// The text as it is sent.
    package let text: String

    /// Takes text as HTML without escaping: for files of the operator and parts of our own, never for what came in.
    package init(trusted text: String) {
        self.text = text
    }

    /// Nothing.
    package static let empty = HTML(trusted: "")

    package static func + (left: HTML, right: HTML) -> HTML {
        HTML(trusted: left.text + right.text)
    }

    /// The text with `&`, `<`, `>`, `"` and `'` as character references.
    package static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension HTML: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(trusted: value) }
    package init(stringInterpolation: Interpolation) { self.init(trusted: stringInterpolation.text) }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        package mutating func appendLiteral(_ literal: String) { text += literal }
        package mutating func appendInterpolation(_ html: HTML) { text += html.text }
        package mutating func appendInterpolation(_ html: HTML?) { text += html?.text ?? "" }
        package mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { text += part.text }
        }
        package mutating func appendInterpolation(_ value: String) { text += HTML.escape(value) }
        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text += HTML.escape(value.description)
        }
    }
}

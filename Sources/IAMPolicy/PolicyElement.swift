package import FoundationEssentials

/// A JSON value: what a policy document is made of.
package enum PolicyElement: Sendable {
    case null
    case bool(Bool)
    case number(Decimal)
    case string(String)
    case array([PolicyElement])
    case object([String: PolicyElement])
}

extension PolicyElement {
    /// Parses one JSON text.
    ///
    /// - Throws: ``MalformedPolicy/notJSON`` for anything that is not a whole JSON value.
    package init(parsing text: String) throws(MalformedPolicy) {
        let written = Self.unquotedBytes(of: text)
        guard Self.depth(of: written) <= Self.greatestDepth else { throw .tooDeep }
        do {
            self = try JSONDecoder().decode(PolicyElement.self, from: Data(text.utf8))
        } catch {
            throw .notJSON
        }
        // Of two members of one name the decoder keeps one, and the other may have been what narrowed a statement.
        let kept = Self.unquotedBytes(of: minified)
        let colon = UInt8(ascii: ":")
        guard written.count(where: { $0 == colon }) == kept.count(where: { $0 == colon }) else { throw .duplicateName }
        guard written.sorted() == kept.sorted() else { throw .number }
    }

    /// The grammar of policies has six levels; with hundreds, which IAM has no use for, decoding takes seconds.
    private static let greatestDepth = 32

    private static func depth(of bytes: [UInt8]) -> Int {
        var (depth, deepest) = (0, 0)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            deepest = max(deepest, depth)
        }
        return deepest
    }

    /// What stands outside of the strings of a JSON text, white space left out.
    private static func unquotedBytes(of text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var (isInString, isEscaped) = (false, false)
        for byte in text.utf8 {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = isInString
            case UInt8(ascii: "\""): isInString.toggle()
            case _ where isInString || " \t\r\n".utf8.contains(byte): break
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    /// The shortest JSON text of this value that IAM takes, members in the order of their names, so that equal values give
    /// equal texts.
    package var minified: String {
        var text = ""
        write(to: &text)
        return text
    }

    /// The members of an object, or nil.
    package var members: [String: PolicyElement]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The text of a string, or nil.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let value): text += value.description
        case .string(let value): Self.write(value, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { text += "," }
                Self.write(member.key, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    /// Escapes what RFC 8259, section 7, tells to, and what IAM takes in no document: characters beyond U+00FF.
    private static func write(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case " "..."\u{ff}": text.unicodeScalars.append(scalar)
            default:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        text += "\""
    }
}

extension PolicyElement: Hashable {
    /// AWS compares texts as they are written, so two spellings of `é` that are one to Swift are two here.
    package static func == (a: PolicyElement, b: PolicyElement) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)):
            a.count == b.count
                && a.allSatisfy { member in
                    guard let index = b.index(forKey: member.key) else { return false }
                    return b[index].key.utf8.elementsEqual(member.key.utf8) && b[index].value == member.value
                }
        default: false
        }
    }
}

extension PolicyElement: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([String: PolicyElement].self) {
            self = .object(value)
        } else if let value = try? container.decode([PolicyElement].self) {
            self = .array(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else {
            self = .number(try container.decode(Decimal.self))
        }
    }
}

extension PolicyElement: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: PolicyElement...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, PolicyElement)...) {
        self = .object(Dictionary(elements) { $1 })
    }
}

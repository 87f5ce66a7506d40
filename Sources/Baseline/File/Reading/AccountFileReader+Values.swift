import AWS
import Formats
import RoleMirror
import YAML

// Readers of single values. Each adds a fault where the value isn't what it should be, and goes on.

extension AccountFileReader {
    /// A name of a map, and its line.
    struct WrittenName {
        var text: String
        var line: Int
    }

    /// A value with the name that it goes by.
    struct Entry<Name> {
        var name: Name
        var line: Int
        var node: YAMLNode
    }

    private static let maximumTextSize = 4_096

    /// The members of a map with known names. A name with nothing behind it is an empty map.
    mutating func members(_ node: YAMLNode, of form: FileForm) -> [String: YAMLNode] {
        var found: [String: YAMLNode] = [:]
        for (name, value) in anyMembers(node, form.words) {
            guard form.names.contains(name.text) else {
                let advice =
                    NearName.of(name.text, among: form.names).map { "did you mean “\($0)”?" }
                    ?? "\(form.words) has \(form.names.joined(separator: ", "))"
                fault(name.line, "“\(name.text)” means nothing here: \(advice)")
                continue
            }
            found[name.text] = value
        }
        return found
    }

    /// The members of a map whose names are free.
    mutating func anyMembers(_ node: YAMLNode, _ what: String) -> [(WrittenName, YAMLNode)] {
        switch node.content {
        case .map(let members): return members.map { (WrittenName(text: $0.name, line: $0.line), $0.value) }
        case .text(""): return []
        default:
            fault(node.line, "\(what) should have names with values, such as “name: value”")
            return []
        }
    }

    /// The entries of a map by name. IAM takes names that differ only in case for one.
    mutating func entries<Name: CheckedText>(
        _ node: YAMLNode?, _ what: String, kind: String, _ make: (String) -> Name?
    ) -> [Entry<Name>] {
        guard let node else { return [] }
        var found: [Entry<Name>] = []
        var lines: [String: Int] = [:]
        for (written, value) in anyMembers(node, "“\(what)”") {
            guard let name = make(written.text) else {
                fault(
                    written.line,
                    "“\(written.text)” can’t be the name of \(kind): it should have letters, digits and _+=,.@- only, and not "
                        + "too many")
                continue
            }
            if let line = lines.updateValue(written.line, forKey: written.text.lowercased()) {
                fault(
                    written.line,
                    "“\(written.text)” stands in line \(line) already: to AWS, upper and lower case are the same here")
                continue
            }
            found.append(Entry(name: name, line: written.line, node: value))
        }
        return found
    }

    mutating func list(_ node: YAMLNode, _ what: String) -> [YAMLNode] {
        guard case .list(let nodes) = node.content else {
            fault(node.line, "“\(what)” should be a list, such as [a, b]")
            return []
        }
        return nodes
    }

    /// The texts of a list, each once.
    mutating func texts(_ node: YAMLNode?, _ what: String) -> [String] {
        named(node, what).map(\.name)
    }

    /// The texts of a list with their lines. One that stands there twice is a fault.
    mutating func named(_ node: YAMLNode?, _ what: String) -> [Entry<String>] {
        guard let node else { return [] }
        var found: [Entry<String>] = []
        var seen: Set<String> = []
        for node in list(node, what) {
            guard let text = text(node, what) else { continue }
            if !seen.insert(text).inserted {
                fault(node.line, "“\(Self.shown(text))” stands twice in “\(what)”: leave one out")
                continue
            }
            found.append(Entry(name: text, line: node.line, node: node))
        }
        return found
    }

    /// A text that isn't empty.
    mutating func text(_ node: YAMLNode, _ what: String, maximum: Int? = nil) -> String? {
        let most = maximum ?? Self.maximumTextSize
        guard case .text(let text) = node.content, !text.isEmpty else {
            fault(node.line, "“\(what)” should be a text")
            return nil
        }
        guard text.utf8.count <= most else {
            fault(node.line, "“\(what)” is longer than \(most) bytes")
            return nil
        }
        return text
    }

    /// A value that `make` takes; nil if there is none, or if it is at fault.
    mutating func optional<Value>(
        _ node: YAMLNode?, _ what: String, _ form: String, _ make: (String) -> Value?
    ) -> Value? {
        guard let node, let text = text(node, what) else { return nil }
        guard let value = make(text) else {
            fault(node.line, "“\(what)” can’t be “\(Self.shown(text))”: it should be \(form)")
            return nil
        }
        return value
    }

    mutating func bool(_ node: YAMLNode?, _ what: String, usual: Bool) -> Bool {
        optional(node, what, "true or false") { Bool($0) } ?? usual
    }

    mutating func integer(_ node: YAMLNode?, _ what: String, _ range: ClosedRange<Int>) -> Int? {
        optional(node, what, "a number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Seconds, which may be written with a unit: `3600`, `60m`, `1h`.
    mutating func duration(_ node: YAMLNode?, _ what: String, _ range: ClosedRange<Int>) -> Int? {
        let form = "from \(range.lowerBound) to \(range.upperBound) seconds, such as \(Self.duration(range.upperBound))"
        return optional(node, what, form) { text in
            let units = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
            let unit = text.last.flatMap { units[String($0)] }
            guard let number = Int(unit == nil ? text[...] : text.dropLast()) else { return nil }
            let (seconds, isTooLarge) = number.multipliedReportingOverflow(by: unit ?? 1)
            return !isTooLarge && range.contains(seconds) ? seconds : nil
        }
    }

    /// Seconds in the largest unit that fits.
    static func duration(_ seconds: Int) -> String {
        seconds % 3_600 == 0 ? "\(seconds / 3_600)h" : seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)"
    }

    /// A text, or `{file: NAME}`.
    mutating func textOrFile(_ node: YAMLNode, _ what: String) -> [UInt8]? {
        guard case .map = node.content else {
            return text(node, what, maximum: Self.maximumFileSize).map { Array($0.utf8) }
        }
        let before = faults.count
        guard let file = members(node, of: .textFile)["file"] else {
            if faults.count == before { fault(node.line, "“\(what)” should be a text, or {file: NAME}") }
            return nil
        }
        return bytes(of: file)
    }

    /// The bytes of a file beside this one.
    mutating func bytes(of node: YAMLNode) -> [UInt8]? {
        guard let name = text(node, "file") else { return nil }
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.elementsEqual("..".utf8) }), name.utf8.allSatisfy({ $0 >= 0x20 })
        else {
            fault(
                node.line,
                "“\(Self.shown(name))” should be the name of a file beside this one, or in a folder beside it")
            return nil
        }
        do throws(FileUnreadable) {
            let bytes = try files(name)
            guard bytes.count <= Self.maximumFileSize else {
                throw FileUnreadable("is larger than \(Self.maximumFileSize) bytes")
            }
            guard !bytes.isEmpty else { throw FileUnreadable("is empty") }
            return bytes
        } catch {
            fault(node.line, "“\(name)” \(error.reason)")
            return nil
        }
    }

    /// Tags of a user, role, provider or table.
    mutating func tags(_ node: YAMLNode?) -> [Tag] {
        guard let node else { return [] }
        var tags: [Tag] = []
        for (name, value) in anyMembers(node, "“tags”") {
            let named = Tag(key: name.text, value: "")
            if named.isReserved || named.isOfLatchkey {
                fault(
                    name.line,
                    "the tag “\(name.text)” isn’t for this file: keys with aws: are AWS’s, with latchkey: Latchkey’s")
                continue
            }
            guard case .text(let text) = value.content, Tag.isSessionTagKey(name.text),
                text.isEmpty || Tag.isSessionTagValue(text)
            else {
                fault(
                    name.line,
                    "the tag “\(Self.shown(name.text))” should have 1 to 128 letters, digits, spaces and _.:/=+-@, and a value "
                        + "of at most 256 of these")
                continue
            }
            if tags.contains(where: { $0.hasKey(of: named) }) {
                fault(name.line, "the tag “\(name.text)” stands here twice: to IAM, upper and lower case are the same")
            }
            tags.append(Tag(key: name.text, value: text))
        }
        // One of the fifty says whose it is.
        if tags.count >= Self.maximumTags { fault(node.line, "these are more than \(Self.maximumTags - 1) tags") }
        return tags
    }

    private static let maximumTags = 50

    /// A text from the file, short enough for a fault.
    static func shown(_ text: String) -> String {
        let line = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 }))
        return line.count > 80 ? line.prefix(79) + "…" : line
    }
}

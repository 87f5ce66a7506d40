import CYAML

/// Writes a tree as YAML by libyaml, so that ``YAMLReader`` reads the same tree, and so do other readers: what they would take
/// for a number, a date or nothing stands in quotation marks.
package struct YAMLWriter {
    /// How many bytes a list of short texts may take on one line.
    private static let shortList = 90

    private let emitter: YAMLEmitter

    /// Writes a tree.
    ///
    /// - Throws: ``YAMLError`` if libyaml can't write it, such as a text with a NUL.
    package static func write(_ node: YAMLNode) throws(YAMLError) -> [UInt8] {
        guard let emitter = YAMLEmitter() else { throw YAMLError(line: 1, reason: "there is no memory to write it") }
        let writer = YAMLWriter(emitter: emitter)
        try emitter.begin()
        try writer.write(node)
        return try emitter.end()
    }

    private func write(_ node: YAMLNode) throws(YAMLError) {
        switch node.content {
        case .text(let text): try write(text)
        case .list(let nodes):
            try emitter.beginList(isShort: Self.isShort(nodes))
            for node in nodes { try write(node) }
            try emitter.endList()
        case .map(let members):
            try emitter.beginMap(isEmpty: members.isEmpty)
            for member in members {
                try write(member.name)
                try write(member.value)
            }
            try emitter.endMap()
        }
    }

    private func write(_ text: String) throws(YAMLError) {
        let style: YAMLEmitter.Style =
            text.utf8.contains(UInt8(ascii: "\n")) ? .literal : Self.isOdd(text) ? .quoted : .plain
        try emitter.text(text, style)
    }

    private static func isShort(_ nodes: [YAMLNode]) -> Bool {
        var length = 0
        for node in nodes {
            guard case .text(let text) = node.content, !text.utf8.contains(UInt8(ascii: "\n")) else { return false }
            length += text.utf8.count + 2
        }
        return length <= shortList
    }

    /// Whether some reader takes the text for something else: numbers with a zero in front, as long as an account's, or with a
    /// colon, dates, and words for nothing, yes and no.
    private static func isOdd(_ text: String) -> Bool {
        let words = ["", "~", "null", "yes", "no", "on", "off", "y", "n", "=", "<<", ".inf", ".nan"]
        if words.contains(text.lowercased()) { return true }
        guard let first = text.utf8.first, (0x30...0x39).contains(first) || "+-.".utf8.contains(first) else {
            return false
        }
        let isPlainNumber = text.utf8.count < 10 && first != 0x30 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return !isPlainNumber && text != "0"
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.:_xXoObeEtTzZ ABCDFabcdf".utf8.contains($0) }
    }
}

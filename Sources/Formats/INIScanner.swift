/// Takes the lines of a file one by one.
///
/// It goes by bytes: a bracket with an accent is one character to Swift, and two to AWS's tools.
struct INIScanner: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var position = 0
    private var isInSection = false
    /// How far the last setting is indented; nil behind a header.
    private var indentation: Int?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> INILine? {
        guard position < bytes.count else { return nil }
        let first = position
        let feed = bytes[first...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        position = Swift.min(feed + 1, bytes.count)
        let end = feed > first && bytes[feed - 1] == UInt8(ascii: "\r") ? feed - 1 : feed
        let start = bytes[first..<end].firstIndex { !$0.isBlank } ?? end
        return INILine(
            kind: kind(of: start..<end, indentation: start - first), range: first..<position, start: start, end: end)
    }

    private mutating func kind(of content: Range<Int>, indentation: Int) -> INILine.Kind {
        guard let first = bytes[content].first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else {
            return .nothing
        }
        if isInSection, let former = self.indentation, indentation > former {
            return .continuation(trimmed(content))
        }
        if first == UInt8(ascii: "[") {
            guard let end = bytes[content].firstIndex(of: UInt8(ascii: "]")) else { return .malformed }
            let name = trimmed(content.lowerBound + 1..<end)
            guard !name.isEmpty else { return .malformed }
            (isInSection, self.indentation) = (true, nil)
            return .header(name)
        }
        let border = bytes[content].firstIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }
        guard isInSection, let border else { return .malformed }
        let key = trimmed(content.lowerBound..<border)
        guard !key.isEmpty else { return .malformed }
        self.indentation = indentation
        return .setting(key: key, value: trimmed(border + 1..<content.upperBound))
    }

    /// The range without the blanks around it.
    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        guard let first = bytes[range].firstIndex(where: { !$0.isBlank }),
            let last = bytes[range].lastIndex(where: { !$0.isBlank })
        else { return range.upperBound..<range.upperBound }
        return first..<last + 1
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}

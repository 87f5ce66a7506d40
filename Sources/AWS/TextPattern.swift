import Formats

/// A text in which each `*` stands for any text, also for none.
package struct TextPattern: Sendable, Hashable {
    /// Whether `A` and `a` are the same.
    package enum Case: Sendable {
        case counts
        /// As in the names of IAM, for ASCII letters.
        case ignored
    }

    private let parts: [[UInt8]]

    package init(_ text: String) {
        parts = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
    }

    /// Whether the pattern stands for the whole of `text`. Each part is looked for once, at the first place where it fits, so
    /// that the time is at most the product of both lengths.
    package func matches(_ text: String, _ letters: Case = .counts) -> Bool {
        let text = Self.folded(Array(text.utf8), letters)
        let parts = parts.map { Self.folded($0, letters) }
        guard parts.count > 1 else { return text == parts[0] }
        guard text.starts(with: parts[0]) else { return false }
        var rest = text[parts[0].count...]
        for part in parts[1..<(parts.count - 1)] {
            guard let range = Self.firstRange(of: part, in: rest) else { return false }
            rest = rest[range...]
        }
        let last = parts[parts.count - 1]
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }

    /// Whether there is a text that both stand for, without regard to the case of ASCII letters.
    ///
    /// Where both have a star, only their ends matter: between these, there is room for what either wants.
    package func overlaps(_ other: TextPattern) -> Bool {
        let (parts, others) = (folded, other.folded)
        if parts.count == 1 { return other.matches(String(decoding: parts[0], as: UTF8.self), .ignored) }
        if others.count == 1 { return matches(String(decoding: others[0], as: UTF8.self), .ignored) }
        let (first, second) = (parts[0], others[0])
        let (last, lastOfOther) = (parts[parts.count - 1], others[others.count - 1])
        return (first.starts(with: second) || second.starts(with: first))
            && (last.reversed().starts(with: lastOfOther.reversed())
                || lastOfOther.reversed().starts(with: last.reversed()))
    }

    private var folded: [[UInt8]] { parts.map { Self.folded($0, .ignored) } }

    /// Where the text behind the first occurrence begins.
    private static func firstRange(of part: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        guard !part.isEmpty else { return text.startIndex }
        guard text.count >= part.count else { return nil }
        for start in text.startIndex...(text.endIndex - part.count)
        where text[start..<(start + part.count)].elementsEqual(part) {
            return start + part.count
        }
        return nil
    }

    private static func folded(_ bytes: [UInt8], _ letters: Case) -> [UInt8] {
        switch letters {
        case .counts: bytes
        case .ignored: bytes.map(\.asciiLowercased)
        }
    }
}

import AWS

/// What is wrong with a text as key or value of a session tag.
enum TagText {
    static let keyLengths = 1...128
    static let valueLengths = 0...256

    /// What is wrong with a text; nil if AWS takes it. Its length is counted in characters of Unicode.
    static func fault(in text: String, lengths: ClosedRange<Int>) -> ClaimFault? {
        // Four bytes are the most that a character has, so a text of 10 KB isn't counted.
        guard text.utf8.count <= lengths.upperBound * 4, lengths.contains(text.unicodeScalars.count) else {
            return text.isEmpty ? .missing : .tooLong(limit: lengths.upperBound)
        }
        return text.unicodeScalars.allSatisfy(Tag.isSessionTagCharacter) ? nil : .forbiddenCharacter
    }

    /// Whether AWS takes the text as a key that isn't reserved for AWS itself.
    static func isKey(_ text: String) -> Bool {
        fault(in: text, lengths: keyLengths) == nil && !text.lowercased().hasPrefix("aws:")
    }
}

/// Splits a command line into words as a POSIX shell does, but expands nothing.
package enum CommandLineWords {
    /// The words of `text`; nil if a quote isn't closed or there is no word.
    package static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Unicode.Scalar?
        // A quote followed by a combining accent is one Character in Swift, but two characters to a shell.
        var characters = text.unicodeScalars.makeIterator()
        while let character = characters.next() {
            switch (quote, character) {
            case (nil, "\\"):
                guard let escaped = characters.next() else { return nil }
                word = (word ?? "") + String(escaped)
            case ("\"", "\\"):
                guard let escaped = characters.next() else { return nil }
                // Between double quotes, a backslash escapes only the characters that are special there.
                let isSpecial = "\"\\$`".unicodeScalars.contains(escaped)
                word = (word ?? "") + (isSpecial ? String(escaped) : "\\" + String(escaped))
            case (nil, "'"), (nil, "\""):
                quote = character
                word = word ?? ""
            case (let open, _) where open == character:
                quote = nil
            case (nil, " "), (nil, "\t"), (nil, "\r"), (nil, "\n"):
                if let finished = word { words.append(finished) }
                word = nil
            default:
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { return nil }
        if let word { words.append(word) }
        return words.isEmpty ? nil : words
    }
}

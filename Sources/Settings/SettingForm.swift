package import Secrets

/// Parsers for the forms that several settings share.
package enum SettingForm {
    /// A whole decimal number within the range.
    package static func integer(_ range: ClosedRange<Int>) -> (String) -> Int? {
        { text in
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text) else { return nil }
            return range.contains(value) ? value : nil
        }
    }

    /// Text of ASCII characters that `allowed` accepts, with a length in bytes within `length`.
    package static func text(_ length: ClosedRange<Int>, _ allowed: @escaping (UInt8) -> Bool) -> (String) -> String? {
        { text in length.contains(text.utf8.count) && text.utf8.allSatisfy(allowed) ? text : nil }
    }

    /// A list with commas between its items. White space around an item is removed; an empty item, or one that `item`
    /// refuses, makes the list invalid.
    package static func list<Item>(_ item: @escaping (String) -> Item?) -> (String) -> [Item]? {
        { text in
            var items: [Item] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let part = trimmed(part)
                guard !part.isEmpty, let value = item(part) else { return nil }
                items.append(value)
            }
            return items
        }
    }

    /// An absolute path.
    package static func path(_ text: String) -> String? {
        text.hasPrefix("/") && !text.utf8.contains(0) ? text : nil
    }

    /// A secret of at least this many bytes.
    package static func secret(atLeast minimum: Int) -> (String) -> Secret? {
        { text in text.utf8.count >= minimum ? Secret(text) : nil }
    }

    package static func trimmed(_ text: Substring) -> String {
        // Most texts have nothing to trim. Comparing their first and last bytes tells so, without Unicode properties.
        if let first = text.utf8.first, let last = text.utf8.last, (0x21...0x7e).contains(first),
            (0x21...0x7e).contains(last)
        {
            return String(text)
        }
        var text = text.unicodeScalars
        while let first = text.first, first.properties.isWhitespace { text.removeFirst() }
        while let last = text.last, last.properties.isWhitespace { text.removeLast() }
        return String(text)
    }
}

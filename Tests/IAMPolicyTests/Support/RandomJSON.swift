import TestSupport

@testable import IAMPolicy

/// Makes up JSON texts in random spellings, each with the value that it says.
struct RandomJSON {
    struct Document {
        var text: String
        var element: PolicyElement
        /// Whether an object in it has a member twice.
        var hasDuplicate = false
    }

    private static let alphabet: [Unicode.Scalar] = [
        "a", "b", "A", "e", " ", ":", ",", "{", "}", "[", "]", "\"", "\\", "/", "*", "?", "$", "0", "-", ".", "\u{0}",
        "\n",
        "\u{1f}", "\u{7f}", "\u{e9}", "\u{301}", "\u{2028}", "中", "𝄞",
    ]
    private static let numbers = ["0", "1", "-3", "0.5", "-0.25", "3600", "123456789012345678901234567890"]

    var random = SeededGenerator()

    /// A document of at most this depth. With a probability of `duplicates`, an object with members has one of them twice.
    mutating func document(depth: Int = 5, duplicates: Double = 0) -> Document {
        let choice = Int.random(in: depth == 0 ? 0..<5 : 0..<9, using: &random)
        var document: Document
        switch choice {
        case 0: document = Document(text: "null", element: .null)
        case 1: document = Document(text: "true", element: .bool(true))
        case 2:
            let number = Self.numbers.randomElement(using: &random) ?? "0"
            document = Document(text: number, element: .number(number))
        case 3, 4:
            let text = text()
            document = Document(text: spelling(of: text), element: .string(text))
        case 5, 6: document = array(depth, duplicates)
        default: document = object(depth, duplicates)
        }
        document.text = space() + document.text + space()
        return document
    }

    private mutating func array(_ depth: Int, _ duplicates: Double) -> Document {
        let list = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            document(depth: depth - 1, duplicates: duplicates)
        }
        return Document(
            text: "[" + (list.isEmpty ? space() : list.map(\.text).joined(separator: ",")) + "]",
            element: .array(list.map(\.element)), hasDuplicate: list.contains(where: \.hasDuplicate))
    }

    private mutating func object(_ depth: Int, _ duplicates: Double) -> Document {
        var members: [String: PolicyElement] = [:]
        var texts: [String] = []
        var hasDuplicate = false
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let name = text()
            guard members[name] == nil else { continue }
            let value = document(depth: depth - 1, duplicates: duplicates)
            members[name] = value.element
            hasDuplicate = hasDuplicate || value.hasDuplicate
            texts.append(space() + spelling(of: name) + space() + ":" + value.text)
        }
        if let name = members.keys.sorted().randomElement(using: &random),
            Double.random(in: 0..<1, using: &random) < duplicates
        {
            hasDuplicate = true
            let copy = spelling(of: name) + ":" + document(depth: 0).text
            texts.insert(copy, at: Int.random(in: 0...texts.count, using: &random))
        }
        return Document(
            text: "{" + (texts.isEmpty ? space() : texts.joined(separator: ",")) + "}", element: .object(members),
            hasDuplicate: hasDuplicate)
    }

    private mutating func text() -> String {
        let scalars = (0..<Int.random(in: 0...5, using: &random)).compactMap { _ in
            Self.alphabet.randomElement(using: &random)
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// A text in quotation marks; each of its characters may be escaped.
    private mutating func spelling(of text: String) -> String {
        var spelling = ""
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 || "\"\\".unicodeScalars.contains(scalar)
                || Int.random(in: 0..<4, using: &random) == 0
            {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
                    spelling += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                spelling.unicodeScalars.append(scalar)
            }
        }
        return "\"\(spelling)\""
    }

    private mutating func space() -> String {
        ["", "", "", " ", "\n", "\r\n\t"].randomElement(using: &random) ?? ""
    }

    /// The text with up to three of its characters changed, removed or repeated.
    mutating func broken(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...3, using: &random) where !scalars.isEmpty {
            let index = scalars.indices.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<4, using: &random) {
            case 0: scalars.remove(at: index)
            case 1: scalars.insert(scalars[index], at: index)
            case 2: scalars.swapAt(index, scalars.indices.randomElement(using: &random) ?? 0)
            default: scalars[index] = Self.alphabet.randomElement(using: &random) ?? "x"
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}

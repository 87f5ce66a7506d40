import AWS
import Formats

/// The words in capitals of policies, and what they are filled with.
struct PolicyWords {
    /// Words that occur in policies that Latchkey brings. One of these that nobody has filled in is a mistake there.
    static let ofShippedPolicies: Set<String> = [
        "ACCESS_ROLES", "APPLICATIONS_TABLE_NAME", "BOUNDARY_NAME", "BROKER_ARN", "KEY_ARN", "REGION", "SERVER_NAME",
        "TABLE_NAME", "TOKENS_TABLE_NAME",
    ]
    /// Those that are filled in by themselves, or by the file's `region`.
    static let given = ["ACCOUNT_ID", "PARTITION", region]
    static let region = "REGION"

    private var values: [String: [String]] = [:]
    private var lines: [String: Int] = [:]
    private var used: Set<String> = []

    init() {}

    init(account: AWSAccount, region: Region?) {
        values = ["ACCOUNT_ID": [account.id.rawValue], "PARTITION": [account.partition.name]]
        values[Self.region] = region.map { [$0.rawValue] }
    }

    /// Whether a text can be a word: capitals, digits and `_`, beginning with a capital.
    static func isWord(_ text: String) -> Bool {
        (2...64).contains(text.utf8.count) && text.utf8.allSatisfy(isWordByte)
            && text.utf8.first.map(isCapital) ?? false
    }

    /// - Returns: whether the word may be filled by a file. Those that are filled in by themselves may be kept as they are.
    mutating func add(_ word: String, _ values: [String], line: Int) -> Bool {
        guard !Self.given.contains(word) || values == [word] else { return false }
        // A value may have the account's words.
        var filled: [String] = []
        for value in values { filled += value == word ? [value] : fill(value, mayNotKeep: []).texts }
        self.values[word] = filled
        lines[word] = line
        return true
    }

    /// Those of the file that no policy has, with their lines.
    var unused: [(name: String, line: Int)] {
        lines.filter { !used.contains($0.key) }.map { ($0.key, $0.value) }.sorted { $0.1 < $1.1 }
    }

    /// Whether a policy has the Region.
    var haveUsedRegion: Bool { used.contains(Self.region) }

    /// What becomes of a text.
    struct Filled {
        /// Several where the whole text is a word with several values.
        var texts: [String]
        /// Words that should have been filled in.
        var missing: [String] = []
    }

    /// Fills in a text.
    ///
    /// - Parameters:
    ///   - text: what may have words.
    ///   - words: those that can't stay.
    /// - Returns: the text with values in the place of words.
    mutating func fill(_ text: String, mayNotKeep words: Set<String>) -> Filled {
        if let whole = values[text] {
            used.insert(text)
            return Filled(texts: whole)
        }
        var filled: [UInt8] = []
        var missing: [String] = []
        var rest = Array(text.utf8)[...]
        while let start = rest.firstIndex(where: Self.isCapital) {
            filled += rest[..<start]
            let isInside = filled.last.map(Self.continuesWord) ?? false
            let word = rest[start...].prefix(while: Self.isWordByte)
            rest = rest[word.endIndex...]
            let name = String(decoding: word, as: UTF8.self)
            let endsInside = rest.first.map(Self.continuesWord) ?? false
            if !isInside, !endsInside, let value = values[name], value.count == 1 {
                used.insert(name)
                filled += value[0].utf8
            } else {
                if !isInside, !endsInside, words.contains(name) || values[name] != nil { missing.append(name) }
                filled += word
            }
        }
        return Filled(texts: [String(decoding: filled + rest, as: UTF8.self)], missing: missing)
    }

    /// The words of a filled text that nobody has filled in. They may be meant as they are.
    ///
    /// - Parameters:
    ///   - text: what may have words.
    ///   - isName: whether capitals seldom are meant, as in an ARN. Elsewhere, only words count that Latchkey's own policies have,
    ///     or that are nearly one of the file's.
    /// - Returns: each with a word of the file that may be meant.
    func unfilled(in text: String, isName: Bool) -> [(word: String, meant: String?)] {
        var found: [(String, String?)] = []
        let words = text.utf8.split { !Self.isWordByte($0) && !Self.continuesWord($0) }
        for word in words where word.allSatisfy(Self.isWordByte) {
            let name = String(Substring(word))
            guard Self.isWord(name), values[name] == nil else { continue }
            let near = NearName.of(name, among: lines.keys.sorted())
            let isShipped = Self.ofShippedPolicies.contains(name)
            guard near != nil || isShipped || isName && name.utf8.contains(UInt8(ascii: "_")) else { continue }
            found.append((name, near))
        }
        return found
    }

    private static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        isCapital(byte) || byte.isASCIIDigit || byte == UInt8(ascii: "_")
    }

    /// Whether a word doesn't end before this byte: `ACCOUNT_IDs` and `aREGION` hold none.
    private static func continuesWord(_ byte: UInt8) -> Bool { byte.isWordByte }
}

import Formats
import YAML

// Actions that AWS has and that aren't known here yet.

extension AccountFileReader {
    /// The actions and patterns of “new-actions”, which policies may have as they stand there.
    struct NewActions {
        private(set) var lines: [String: (text: String, line: Int)] = [:]
        private(set) var used: Set<String> = []

        mutating func add(_ text: String, line: Int) { lines[text.lowercased()] = (text, line) }

        mutating func allows(_ text: String) -> Bool {
            guard lines[text.lowercased()] != nil else { return false }
            used.insert(text.lowercased())
            return true
        }
    }

    mutating func readNewActions(_ node: YAMLNode?) {
        for entry in named(node, "new-actions") {
            guard Self.actionParts(entry.name) != nil else {
                fault(
                    entry.line,
                    "“\(Self.shown(entry.name))” is no action: it should be like s3:GetObject or s3:Get*")
                continue
            }
            newActions.add(entry.name, line: entry.line)
        }
    }

    /// What isn't needed hides a mistake of tomorrow.
    mutating func checkNewActions() {
        for (key, entry) in newActions.lines where !newActions.used.contains(key) {
            warn(
                entry.line,
                "“\(Self.shown(entry.text))” in “new-actions” is known here, or occurs in no policy: leave it out"
            )
        }
    }

    /// The service and the name of an action, which may be patterns; nil for what has another form.
    static func actionParts(_ text: String) -> (service: String, name: String)? {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let isPattern = { (byte: UInt8) in byte.isWordByte || "*?-".utf8.contains(byte) }
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isPattern) }) else {
            return nil
        }
        return (String(Substring(parts[0])).lowercased(), String(Substring(parts[1])))
    }
}

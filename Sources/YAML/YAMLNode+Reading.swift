// What a reader of a file of settings asks of a value. Each throws what is wrong, with the line.

extension YAMLNode {
    /// The longest text that is taken, in bytes.
    private static let maximumTextLength = 2_048

    /// What is wrong with this value, as the end of a sentence.
    package func error(_ reason: String) -> YAMLError { YAMLError(line: line, reason: reason) }

    /// The members of a map.
    ///
    /// - Parameters:
    ///   - what: what the map is, for the error.
    ///   - known: the names that it may have; nil for any.
    /// - Returns: their values by name.
    /// - Throws: ``YAMLError``, also for a name that isn't known.
    package func members(_ what: String, _ known: Set<String>? = nil) throws(YAMLError) -> [String: YAMLNode] {
        guard case .map(let members) = content else { throw error("\(what) should have names with values") }
        for member in members where known.map({ !$0.contains(member.name) }) ?? false {
            let names = (known ?? []).sorted().joined(separator: ", ")
            throw YAMLError(line: member.line, reason: "“\(member.name)” means nothing here: \(what) has \(names)")
        }
        return Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// The values of a list.
    package func list(_ what: String) throws(YAMLError) -> [YAMLNode] {
        guard case .list(let nodes) = content else { throw error("“\(what)” should be a list") }
        return nodes
    }

    /// The values of a list that has some.
    package func filledList(_ what: String) throws(YAMLError) -> [YAMLNode] {
        let nodes = try list(what)
        guard !nodes.isEmpty else { throw error("“\(what)” is empty: leave it out, or name something") }
        return nodes
    }

    /// A text that isn't empty.
    package func text(_ what: String) throws(YAMLError) -> String {
        guard case .text(let text) = content, !text.isEmpty, text.utf8.count <= Self.maximumTextLength else {
            throw error("“\(what)” should be a text")
        }
        return text
    }
}

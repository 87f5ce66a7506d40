import AWS

/// A condition or filter expression of DynamoDB: comparisons, BETWEEN and `attribute_exists`, with NOT, AND, OR and
/// parentheses.
struct TableCondition {
    private let words: [String]
    private let names: [String: String]
    private let values: FakeTable.Item
    private var at = 0

    init(_ text: String, _ request: FakeTable.Request) {
        var spaced = text
        for mark in ["(", ")"] { spaced = spaced.replacing(mark, with: " \(mark) ") }
        words = spaced.split(separator: " ").map(String.init)
        names = request.ExpressionAttributeNames ?? [:]
        values = request.ExpressionAttributeValues ?? [:]
    }

    func holds(for item: FakeTable.Item) -> Bool {
        var copy = self
        return copy.disjunction(item)
    }

    private mutating func take() -> String {
        defer { at += 1 }
        return at < words.count ? words[at] : ""
    }

    private mutating func disjunction(_ item: FakeTable.Item) -> Bool {
        var holds = conjunction(item)
        while at < words.count, words[at] == "OR" {
            at += 1
            let other = conjunction(item)
            holds = holds || other
        }
        return holds
    }

    private mutating func conjunction(_ item: FakeTable.Item) -> Bool {
        var holds = term(item)
        while at < words.count, words[at] == "AND" {
            at += 1
            let other = term(item)
            holds = holds && other
        }
        return holds
    }

    private mutating func term(_ item: FakeTable.Item) -> Bool {
        let word = take()
        switch word {
        case "(":
            let holds = disjunction(item)
            _ = take()
            return holds
        case "NOT": return !term(item)
        case "attribute_exists", "attribute_not_exists":
            _ = take()
            let name = take()
            _ = take()
            return (item[names[name] ?? name] != nil) == (word == "attribute_exists")
        default: return comparison(of: item[names[word] ?? word])
        }
    }

    private mutating func comparison(of left: AttributeValue?) -> Bool {
        let (sign, value) = (take(), take())
        let bounds = sign == "BETWEEN" ? [value, (take(), take()).1] : [value]
        let rights = bounds.compactMap { values[$0] }
        guard let left, rights.count == bounds.count else { return false }
        if sign == "=" { return left == rights[0] }
        if sign == "<>" { return left != rights[0] }
        let others = rights.compactMap(Self.number)
        guard let number = Self.number(left), others.count == rights.count else { return false }
        switch sign {
        case "<": return number < others[0]
        case ">": return number > others[0]
        default: return others[0] <= number && number <= others[1]
        }
    }

    private static func number(_ value: AttributeValue) -> Double? {
        guard case .n(let text) = value else { return nil }
        return Double(text)
    }
}

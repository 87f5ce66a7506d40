import AWS
import FoundationEssentials

/// A DynamoDB table in memory: as much of the operations and their expressions as role records need.
struct FakeTable {
    typealias Item = [String: AttributeValue]

    struct Request: Decodable {
        var Key: Item?
        var UpdateExpression: String?
        var ConditionExpression: String?
        var FilterExpression: String?
        var ExpressionAttributeNames: [String: String]?
        var ExpressionAttributeValues: Item?
        var ReturnValues: String?
        var Segment: Int?
        var TotalSegments: Int?
        var Limit: Int?
        var ExclusiveStartKey: Item?
    }

    struct Answer: Encodable {
        var Item: FakeTable.Item?
        var Attributes: FakeTable.Item?
        var Items: [FakeTable.Item]?
        var LastEvaluatedKey: FakeTable.Item?
    }

    struct ConditionFailed: Error {}
    struct MissingKey: Error {}

    /// By user name.
    var items: [String: Item] = [:]

    mutating func answer(_ operation: String, _ request: Request) throws -> Answer {
        if operation == "Scan" { return scan(request) }
        guard let name = request.Key?["username"]?.string else { throw MissingKey() }
        let before = items[name]
        if let condition = request.ConditionExpression {
            guard Condition(condition, request).holds(for: before ?? [:]) else { throw ConditionFailed() }
        }
        switch operation {
        case "GetItem": return Answer(Item: before)
        case "DeleteItem":
            items[name] = nil
            return Answer()
        default:
            var item = before ?? request.Key ?? [:]
            Self.update(&item, request)
            items[name] = item
            return Answer(Attributes: request.ReturnValues == "ALL_NEW" ? item : before)
        }
    }

    private func scan(_ request: Request) -> Answer {
        let (segment, total) = (request.Segment ?? 0, request.TotalSegments ?? 1)
        let start = request.ExclusiveStartKey?["username"]?.string ?? ""
        let names = items.keys.filter { $0.utf8.reduce(0) { $0 + Int($1) } % total == segment && $0 > start }.sorted()
        let page = names.prefix(request.Limit ?? .max)
        let filter = request.FilterExpression.map { Condition($0, request) }
        return Answer(
            Items: page.compactMap { items[$0] }.filter { filter?.holds(for: $0) ?? true },
            LastEvaluatedKey: page.count < names.count ? page.last.map { ["username": .s($0)] } : nil)
    }

    /// `SET a = :b, c = :d REMOVE e, f`
    private static func update(_ item: inout Item, _ request: Request) {
        var removes = false
        let words = (request.UpdateExpression ?? "").replacing(",", with: " ").split(separator: " ").map(String.init)
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            let name = request.ExpressionAttributeNames?[word] ?? word
            switch word {
            case "SET": removes = false
            case "REMOVE": removes = true
            case _ where removes: item[name] = nil
            default:
                item[name] = request.ExpressionAttributeValues?[words[index + 1]]
                index += 2
            }
        }
    }

    /// A condition: comparisons and `attribute_exists`, with NOT, AND, OR and parentheses.
    struct Condition {
        private let words: [String]
        private let names: [String: String]
        private let values: Item
        private var at = 0

        init(_ text: String, _ request: Request) {
            var spaced = text
            for mark in ["(", ")"] { spaced = spaced.replacing(mark, with: " \(mark) ") }
            words = spaced.split(separator: " ").map(String.init)
            names = request.ExpressionAttributeNames ?? [:]
            values = request.ExpressionAttributeValues ?? [:]
        }

        func holds(for item: Item) -> Bool {
            var copy = self
            return copy.anyOf(item)
        }

        private mutating func take() -> String {
            defer { at += 1 }
            return at < words.count ? words[at] : ""
        }

        private mutating func anyOf(_ item: Item) -> Bool {
            var holds = allOf(item)
            while at < words.count, words[at] == "OR" {
                at += 1
                let other = allOf(item)
                holds = holds || other
            }
            return holds
        }

        private mutating func allOf(_ item: Item) -> Bool {
            var holds = one(item)
            while at < words.count, words[at] == "AND" {
                at += 1
                let other = one(item)
                holds = holds && other
            }
            return holds
        }

        private mutating func one(_ item: Item) -> Bool {
            let word = take()
            switch word {
            case "(":
                let holds = anyOf(item)
                _ = take()
                return holds
            case "NOT": return !one(item)
            case "attribute_exists", "attribute_not_exists":
                _ = take()
                let name = take()
                _ = take()
                return (item[names[name] ?? name] != nil) == (word == "attribute_exists")
            default:
                let (sign, value) = (take(), take())
                let bounds = sign == "BETWEEN" ? [value, (take(), take()).1] : [value]
                let (left, rights) = (item[names[word] ?? word], bounds.compactMap { values[$0] })
                guard let left, rights.count == bounds.count else { return false }
                if sign == "=" { return left == rights[0] }
                if sign == "<>" { return left != rights[0] }
                guard case .n(let text) = left, let number = Double(text) else { return false }
                let others = rights.compactMap { value in
                    if case .n(let text) = value { Double(text) } else { nil }
                }
                guard others.count == rights.count else { return false }
                switch sign {
                case "<": return number < others[0]
                case ">": return number > others[0]
                default: return others[0] <= number && number <= others[1]
                }
            }
        }
    }
}

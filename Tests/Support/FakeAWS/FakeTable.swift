import AWS
import FoundationEssentials

/// A DynamoDB table in memory: as much of the operations and their expressions as Latchkey's records need.
struct FakeTable {
    typealias Item = [String: AttributeValue]

    struct Request: Decodable {
        var TableName: String?
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
        var Table: [String: String]?
    }

    struct ConditionFailed: Error {}
    /// The request names no item.
    struct NoKey: Error {}

    /// The attribute that is the primary key.
    var key = "username"
    /// By primary key.
    var items: [String: Item] = [:]

    mutating func answer(_ operation: String, _ request: Request) throws -> Answer {
        try Self.check(request, key: key)
        if operation == "Scan" { return scan(request) }
        if operation == "DescribeTable" { return Answer(Table: ["TableName": "latchkey", "TableStatus": "ACTIVE"]) }
        guard let name = request.Key?[key]?.string else { throw NoKey() }
        let before = items[name]
        if let condition = request.ConditionExpression {
            guard TableCondition(condition, request).holds(for: before ?? [:]) else { throw ConditionFailed() }
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
        let start = request.ExclusiveStartKey?[key]?.string ?? ""
        let names = items.keys.filter { $0.utf8.reduce(0) { $0 + Int($1) } % total == segment && $0 > start }.sorted()
        let page = names.prefix(request.Limit ?? .max)
        let filter = request.FilterExpression.map { TableCondition($0, request) }
        return Answer(
            Items: page.compactMap { items[$0] }.filter { filter?.holds(for: $0) ?? true },
            LastEvaluatedKey: page.count < names.count ? page.last.map { [key: .s($0)] } : nil)
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
}

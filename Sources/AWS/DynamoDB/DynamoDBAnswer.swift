import Formats

/// The members that the answers of DynamoDB's operations are made of.
struct DynamoDBAnswer {
    var item: Item?
    var attributes: Item?
    var items: [Item]?
    var lastEvaluatedKey: Item?
    var table: TableDescription?

    /// Reads the members there are; throws the name of one that isn't what it should be.
    init(_ json: JSONValue) throws(Malformed) {
        guard case .object = json else { throw Malformed(name: "the answer") }
        item = try Self.read("Item", of: json) { Item(json: $0) }
        attributes = try Self.read("Attributes", of: json) { Item(json: $0) }
        items = try Self.read("Items", of: json) { $0.all { Item(json: $0) } }
        lastEvaluatedKey = try Self.read("LastEvaluatedKey", of: json) { Item(json: $0) }
        table = try Self.read("Table", of: json, TableDescription.init)
    }

    /// A member isn't what it should be.
    struct Malformed: Error {
        var name: String
    }

    private static func read<Value>(
        _ name: String, of json: JSONValue, _ read: (JSONValue) -> Value?
    ) throws(Malformed) -> Value? {
        guard let member = json[name], member != .null else { return nil }
        guard let value = read(member) else { throw Malformed(name: name) }
        return value
    }
}

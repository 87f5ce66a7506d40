import Formats

/// The members of the responses of all operations.
struct DynamoDBResponse {
    var item: Item?
    var attributes: Item?
    var items: [Item]?
    var lastEvaluatedKey: Item?
    var table: TableDescription?

    /// Reads the members that are there; throws if one has an invalid value.
    init(_ json: JSONValue) throws(Malformed) {
        guard case .object = json else { throw Malformed(name: "the response") }
        item = try Self.read("Item", of: json) { Item(json: $0) }
        attributes = try Self.read("Attributes", of: json) { Item(json: $0) }
        items = try Self.read("Items", of: json) { $0.all { Item(json: $0) } }
        lastEvaluatedKey = try Self.read("LastEvaluatedKey", of: json) { Item(json: $0) }
        table = try Self.read("Table", of: json, TableDescription.init)
    }

    /// A member has an invalid value.
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

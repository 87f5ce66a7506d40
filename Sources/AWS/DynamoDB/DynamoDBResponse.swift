import Formats

/// The members of the responses of all operations.
struct DynamoDBResponse {
    var item: Item?
    var attributes: Item?
    var items: [Item]?
    var lastEvaluatedKey: Item?
    var table: TableDescription?

    /// Reads the members that are there; throws if one has an invalid value.
    init(_ body: [UInt8]) throws(JSONError) {
        var reader = try JSONReader(body)
        try reader.object { (name, reader) throws(JSONError) in
            if try reader.takeNull() { return }
            switch name {
            case "Item": item = try Item(&reader)
            case "Attributes": attributes = try Item(&reader)
            case "Items":
                var found: [Item] = []
                try reader.array { (reader) throws(JSONError) in found.append(try Item(&reader)) }
                items = found
            case "LastEvaluatedKey": lastEvaluatedKey = try Item(&reader)
            case "Table":
                guard let found = TableDescription(try reader.value()) else { throw reader.malformed }
                table = found
            default: _ = try reader.value()
            }
        }
        try reader.end()
    }
}

/// The members that the answers of DynamoDB's operations are made of.
struct DynamoDBAnswer: Decodable {
    var item: Item?
    var attributes: Item?
    var items: [Item]?
    var lastEvaluatedKey: Item?
    var table: TableDescription?

    enum CodingKeys: String, CodingKey {
        case item = "Item"
        case attributes = "Attributes"
        case items = "Items"
        case lastEvaluatedKey = "LastEvaluatedKey"
        case table = "Table"
    }
}

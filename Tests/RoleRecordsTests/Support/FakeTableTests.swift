import AWS
import Testing

@testable import FakeAWS

@Suite struct FakeTableTests {
    private func answer(
        update: String? = nil, condition: String? = nil, filter: String? = nil, _ names: [String: String]? = nil,
        _ values: FakeTable.Item? = nil
    ) throws {
        var table = FakeTable()
        let request = FakeTable.Request(
            Key: filter == nil ? ["username": .s("alice")] : nil, UpdateExpression: update,
            ConditionExpression: condition, FilterExpression: filter, ExpressionAttributeNames: names,
            ExpressionAttributeValues: values)
        _ = try table.answer(filter == nil ? "UpdateItem" : "Scan", request)
        #expect(table.items.isEmpty == (filter != nil))
    }

    @Test func `placeholders that expressions use are taken`() throws {
        try answer(
            update: "SET #a = :b, c = :d REMOVE e", condition: "attribute_not_exists(#f) OR (#a = :b)",
            ["#a": "a", "#f": "f"], [":b": .s("b"), ":d": .s("d")])
        try answer(filter: "#a <> :b", ["#a": "a"], [":b": .s("b")])
        try answer(update: "REMOVE a")
    }

    @Test(
        arguments: [
            // Nobody uses it, or only something that begins like it.
            ("SET a = :b", ["#a": "a"], [":b"]), ("SET #a = :b", ["#a": "a"], [":b", ":c"]),
            ("SET #ab = :bc", ["#ab": "a", "#a": "a"], [":bc"]), ("SET #ab = :bc", ["#ab": "a"], [":bc", ":b"]),
            // Nobody says what it is.
            ("SET #a = :b", nil, [":b"]), ("SET #a = :b", ["#a": "a"], nil),
            ("SET #a = :b, #c = :b", ["#a": "a"], [":b"]),
            // There is none.
            ("REMOVE a", [:], nil), ("REMOVE a", nil, []), (nil, ["#a": "a"], nil), (nil, nil, [":b"]),
            // The key stays.
            ("SET username = :b", nil, [":b"]), ("SET #a = :b", ["#a": "username"], [":b"]),
        ] as [(String?, [String: String]?, [String]?)])
    func `what DynamoDB refuses in expressions is refused, in an update and in a scan`(
        update: String?, names: [String: String]?, values: [String]?
    ) {
        let items = values.map { FakeTable.Item(uniqueKeysWithValues: $0.map { ($0, AttributeValue.s("x")) }) }
        #expect(throws: FakeTable.InvalidExpression.self) { try answer(update: update, names, items) }
        guard let filter = update.map({ $0.dropFirst(4) }), update?.hasSuffix("a") == false, names?["#a"] != "username",
            !filter.hasPrefix("username")
        else { return }
        #expect(throws: FakeTable.InvalidExpression.self) { try answer(filter: String(filter), names, items) }
    }
}

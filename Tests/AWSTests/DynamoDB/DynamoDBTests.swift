import Formats
import FoundationEssentials
import HTTPTypes
import Testing
import Transport

@testable import AWS

@Suite(.timeLimit(.minutes(1))) struct DynamoDBTests {
    private func object(_ request: TransportRequest?) throws -> [String: DecodedJSON] {
        try JSONDecoder().decode([String: DecodedJSON].self, from: Data(try #require(request).body))
    }

    @Test func `values have DynamoDB's shape, both ways`() throws {
        let shapes: [(AttributeValue, String)] = [
            (.s("é\"\\"), #"{"S":"é\"\\"}"#), (.n("12.50"), #"{"N":"12.50"}"#), (.n(7), #"{"N":"7"}"#),
            (.b([0, 255]), #"{"B":"AP8="}"#), (.bool(false), #"{"BOOL":false}"#), (.null, #"{"NULL":true}"#),
            (.l([.s("a"), .null]), #"{"L":[{"S":"a"},{"NULL":true}]}"#), (.m(["k": .n(1)]), #"{"M":{"k":{"N":"1"}}}"#),
            (.ss(["a"]), #"{"SS":["a"]}"#), (.ns(["1"]), #"{"NS":["1"]}"#), (.bs([[1]]), #"{"BS":["AQ=="]}"#),
        ]
        for (value, text) in shapes {
            #expect(value.json.text == text)
            #expect(AttributeValue(try JSONReader.read(Array(text.utf8))) == value)
        }
        for text in ["{}", #"{"X":"a"}"#, #"{"S":"a","N":"1"}"#, #"{"S":1}"#, #"{"N":1}"#, "\"a\"", #"{"B":"%"}"#] {
            #expect(AttributeValue(try JSONReader.read(Array(text.utf8))) == nil, "\(text)")
        }
    }

    @Test func `an item is read, or there is none`() async throws {
        let transport = ScriptedTransport([.ok(#"{"Item":{"username":{"S":"a"},"expires_at":{"N":"9"}}}"#), .ok("{}")])
        let dynamoDB = DynamoDB(try Client.make(transport))
        let item = try await dynamoDB.getItem(table: "t", key: ["username": .s("a")], consistentRead: true)
        #expect(item == ["username": .s("a"), "expires_at": .n(9)] && item?["expires_at"]?.integer == 9)
        #expect(try await dynamoDB.getItem(table: "t", key: ["username": .s("b")]) == nil)
        let fields = try #require(transport.requests.first?.head.headerFields)
        #expect(fields[.contentType] == "application/x-amz-json-1.0")
        #expect(fields[try #require(HTTPField.Name("X-Amz-Target"))] == "DynamoDB_20120810.GetItem")
        #expect(try object(transport.requests.first)["ConsistentRead"] == .bool(true))
        #expect(try object(transport.requests.last)["ConsistentRead"] == nil)
        #expect(transport.requests.first?.head.authority == "dynamodb.us-east-1.amazonaws.com")
    }

    @Test func `an update carries the placeholders of both its expressions, and nothing empty`() async throws {
        let transport = ScriptedTransport([.ok(#"{"Attributes":{"a":{"N":"2"}}}"#), .ok("{}")])
        let dynamoDB = DynamoDB(try Client.make(transport))
        let found = try await dynamoDB.updateItem(
            table: "t", key: ["k": .s("x")],
            update: Expression("SET #a = :new", names: ["#a": "a"], values: [":new": .n(2)]),
            condition: Expression("#a = :old", names: ["#a": "a"], values: [":old": .n(1)]), returnValues: .allNew)
        #expect(found == ["a": .n(2)])
        let sent = try object(transport.requests.first)
        #expect(sent["UpdateExpression"] == .string("SET #a = :new"))
        #expect(sent["ConditionExpression"] == .string("#a = :old") && sent["ReturnValues"] == .string("ALL_NEW"))
        #expect(
            sent["ExpressionAttributeValues"]
                == .object([":new": .object(["N": .string("2")]), ":old": .object(["N": .string("1")])]))
        try await dynamoDB.deleteItem(table: "t", key: ["k": .s("x")])
        #expect(try object(transport.requests.last).keys.sorted() == ["Key", "TableName"])
    }

    @Test func `scans and queries go on until there is no key, past empty pages`() async throws {
        let pages: [ScriptedTransport.Step] = [
            .ok(#"{"Items":[],"LastEvaluatedKey":{"k":{"S":"1"}}}"#),
            .ok(#"{"Items":[{"k":{"S":"2"}}],"LastEvaluatedKey":{"k":{"S":"2"}}}"#),
            .ok(#"{"Items":[{"k":{"S":"3"}}]}"#),
        ]
        let scanning = ScriptedTransport(pages)
        let filter = Expression("e < :n", values: [":n": .n(1)])
        let found = try await DynamoDB(Client.make(scanning)).scan(table: "t", filter: filter, segment: .init(1, of: 4))
        #expect(found == [["k": .s("2")], ["k": .s("3")]])
        let last = try object(scanning.requests.last)
        #expect(last["ExclusiveStartKey"] == .object(["k": .object(["S": .string("2")])]))
        #expect(last["Segment"] == .number(1) && last["TotalSegments"] == .number(4))
        let querying = ScriptedTransport(pages)
        let items = try await DynamoDB(Client.make(querying)).query(
            table: "t", keyCondition: Expression("k = :k", values: [":k": .s("2")]), order: .descending)
        #expect(items.count == 2)
        #expect(try object(querying.requests.first)["ScanIndexForward"] == .bool(false))
        let bounded = DynamoDB(try Client.make(ScriptedTransport(pages)))
        await #expect(throws: AWSError.self) { try await bounded.scan(table: "t", maximumItems: 1) }
    }

    @Test func `conditional writes whose outcome is unknown aren't repeated, plain ones are`() async throws {
        let condition = Expression("attribute_not_exists(k)")
        let lost = ScriptedTransport([.fail(.interrupted("x")), .ok("{}")])
        let dynamoDB = DynamoDB(try Client.make(lost))
        await #expect(throws: AWSError.self) {
            try await dynamoDB.putItem(table: "t", item: ["k": .s("a")], condition: condition)
        }
        #expect(lost.requests.count == 1)
        let plain = ScriptedTransport([.fail(.interrupted("x")), .ok("{}")])
        try await DynamoDB(Client.make(plain)).putItem(table: "t", item: ["k": .s("a")])
        #expect(plain.requests.count == 2)
        let failing = DynamoDB(
            try Client.make(
                ScriptedTransport([
                    .answer(status: 400, body: #"{"__type":"a#ConditionalCheckFailedException","message":"no"}"#)
                ])))
        let error = await #expect(throws: AWSError.self) {
            try await failing.deleteItem(table: "t", key: ["k": .s("a")], condition: condition)
        }
        #expect(error?.code == .conditionalCheckFailedException)
    }

    @Test(arguments: ["", "[]", "{", #"{"Item":{"a":{"Q":"1"}}}"#, "<xml/>"])
    func `an answer that isn't the service's is malformed`(body: String) async throws {
        let dynamoDB = DynamoDB(try Client.make(ScriptedTransport([.ok(body)])))
        let error = await #expect(throws: AWSError.self) { try await dynamoDB.getItem(table: "t", key: [:]) }
        #expect(error?.label == "malformedAnswer")
    }
}

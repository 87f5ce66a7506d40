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

    @Test func `GetItem returns the item, or nil if there is none`() async throws {
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

    @Test func `an update sends the placeholders of both expressions and leaves out what is empty`() async throws {
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

    @Test(arguments: ["", "[]", "{", #"{"Item":{"a":{"Q":"1"}}}"#, "<xml/>"])
    func `a response that isn't DynamoDB's JSON is malformed`(body: String) async throws {
        let dynamoDB = DynamoDB(try Client.make(ScriptedTransport([.ok(body)])))
        let error = await #expect(throws: AWSError.self) { try await dynamoDB.getItem(table: "t", key: [:]) }
        #expect(error?.label == "malformedResponse")
    }

    @Test(arguments: [nil, AWS.Expression("lease_owner = :o", values: [":o": .s("x")])])
    func `a deletion whose outcome is unknown is repeated`(condition: AWS.Expression?) async throws {
        let transport = ScriptedTransport([.fail(.interrupted("x")), .respond(status: 500, body: ""), .ok("{}")])
        try await DynamoDB(Client.make(transport)).deleteItem(table: "t", key: ["k": .s("a")], condition: condition)
        #expect(transport.requests.count == 3)
    }

    @Test func `an update whose outcome is unknown is repeated only where the caller says that it may be`() async throws
    {
        let update = Expression("SET #a = :new", names: ["#a": "a"], values: [":new": .n(2)])
        let lost = ScriptedTransport([.fail(.interrupted("x")), .ok("{}")])
        let dynamoDB = DynamoDB(try Client.make(lost))
        await #expect(throws: AWSError.self) {
            try await dynamoDB.updateItem(table: "t", key: ["k": .s("a")], update: update)
        }
        #expect(lost.requests.count == 1)
        let repeatable = ScriptedTransport([.fail(.interrupted("x")), .ok("{}")])
        try await DynamoDB(Client.make(repeatable)).updateItem(
            table: "t", key: ["k": .s("a")], update: update, idempotency: .idempotent)
        #expect(repeatable.requests.count == 2)
    }

    @Test func `a condition that doesn't hold is an error with its code`() async throws {
        let body = #"{"__type":"a#ConditionalCheckFailedException","message":"no"}"#
        let dynamoDB = DynamoDB(try Client.make(ScriptedTransport([.respond(status: 400, body: body)])))
        let error = await #expect(throws: AWSError.self) {
            try await dynamoDB.deleteItem(
                table: "t", key: ["k": .s("a")], condition: Expression("attribute_exists(k)"))
        }
        #expect(error?.code == .conditionalCheckFailedException)
    }

    @Test func `a table is described`() async throws {
        let body = #"{"Table":{"TableName":"t","TableStatus":"UPDATING","ItemCount":7}}"#
        let dynamoDB = DynamoDB(try Client.make(ScriptedTransport([.ok(body), .ok("{}")])))
        #expect(try await dynamoDB.describeTable(table: "t").tableStatus == "UPDATING")
        await #expect(throws: AWSError.malformedResponse(Operation(.dynamodb, "DescribeTable"), "Table is missing")) {
            try await dynamoDB.describeTable(table: "t")
        }
    }
}

import Formats
import Testing
import Transport

@testable import AWS

@Suite(.timeLimit(.minutes(1)))
struct DynamoDBScanTests {
    @Test func `a page has its items and where the next one begins`() async throws {
        let transport = ScriptedTransport([
            .ok(#"{"Items":[{"k":{"S":"2"}},{"k":{"S":"3"}}],"LastEvaluatedKey":{"k":{"S":"3"}}}"#)
        ])
        let page = try await DynamoDB(Client.make(transport)).scanPage(table: "t")
        #expect(page == ScanPage(items: [["k": .s("2")], ["k": .s("3")]], lastEvaluatedKey: ["k": .s("3")]))
    }

    @Test(arguments: ["{}", #"{"Items":[]}"#, #"{"Items":[],"LastEvaluatedKey":{}}"#])
    func `the last page has no key`(body: String) async throws {
        let page = try await DynamoDB(Client.make(ScriptedTransport([.ok(body)]))).scanPage(table: "t")
        #expect(page == ScanPage(items: []))
    }

    @Test func `all parameters are sent, and those that are nil left out`() async throws {
        let transport = ScriptedTransport([.ok("{}"), .ok("{}")])
        let dynamoDB = DynamoDB(try Client.make(transport))
        _ = try await dynamoDB.scanPage(
            table: "t", filter: Expression("#e < :n", names: ["#e": "e"], values: [":n": .n(1)]),
            segment: .init(1, of: 4), limit: 25, exclusiveStartKey: ["k": .s("2")])
        _ = try await dynamoDB.scanPage(table: "t")
        let requests = try transport.requests.map { try JSONReader.read($0.body) }
        #expect(
            requests == [
                [
                    "TableName": "t", "FilterExpression": "#e < :n", "ExpressionAttributeNames": ["#e": "e"],
                    "ExpressionAttributeValues": [":n": ["N": "1"]], "Limit": 25, "Segment": 1, "TotalSegments": 4,
                    "ExclusiveStartKey": ["k": ["S": "2"]],
                ], ["TableName": "t"],
            ])
    }

    @Test func `a scan is repeated when its outcome is unknown`() async throws {
        let transport = ScriptedTransport([.fail(.interrupted("x")), .ok("{}")])
        _ = try await DynamoDB(Client.make(transport)).scanPage(table: "t")
        #expect(transport.requests.count == 2)
    }
}

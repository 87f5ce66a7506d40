import Formats
import FoundationEssentials
import Testing
import Transport

@testable import AWS

@Suite(.timeLimit(.minutes(1))) struct DynamoDBTablesTests {
    private let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/t"

    @Test func `a table is made with its key and tags`() async throws {
        let answer = #"{"TableDescription":{"TableName":"t","TableStatus":"CREATING","TableArn":"\#(arn)"}}"#
        let transport = ScriptedTransport([.ok(answer)])
        let made = try await DynamoDB(Client.make(transport)).createTable(
            table: "t", key: TableKey(hash: .init("id"), range: .init("at", .number)),
            tags: [Tag(key: "k", value: "v")])
        #expect(made.tableStatus == "CREATING" && made.tableARN?.rawValue == arn && made.key == nil)
        let sent = """
            {"TableName":"t","BillingMode":"PAY_PER_REQUEST",\
            "KeySchema":[{"AttributeName":"id","KeyType":"HASH"},{"AttributeName":"at","KeyType":"RANGE"}],\
            "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},{"AttributeName":"at","AttributeType":"N"}],\
            "Tags":[{"Key":"k","Value":"v"}]}
            """
        #expect(transport.requests.first?.text == sent)
    }

    @Test func `a description has the key`() async throws {
        let answer = #"""
            {"Table":{"TableName":"t","TableStatus":"ACTIVE","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}}
            """#
        let dynamoDB = DynamoDB(try Client.make(ScriptedTransport([.ok(answer)])))
        #expect(try await dynamoDB.describeTable(table: "t").key == TableKey(hash: .init("id")))
    }

    @Test(arguments: [
        (#"{"TimeToLiveStatus":"ENABLED","AttributeName":"e"}"#, "e", false),
        (#"{"TimeToLiveStatus":"ENABLING","AttributeName":"e"}"#, "e", true),
        (#"{"TimeToLiveStatus":"DISABLING","AttributeName":"e"}"#, nil, true),
        (#"{"TimeToLiveStatus":"DISABLED"}"#, nil, false),
    ])
    func `what expires is read`(description: String, attribute: String?, isChanging: Bool) async throws {
        let dynamoDB = DynamoDB(
            try Client.make(ScriptedTransport([.ok(#"{"TimeToLiveDescription":\#(description)}"#)])))
        #expect(
            try await dynamoDB.describeTimeToLive(table: "t")
                == TimeToLive(attributeName: attribute, isChanging: isChanging))
    }

    @Test func `the names of all tables are read from all pages`() async throws {
        let transport = ScriptedTransport([
            .ok(#"{"TableNames":["a","b"],"LastEvaluatedTableName":"b"}"#), .ok(#"{"TableNames":["c"]}"#),
            .ok(#"{"TableNames":[],"LastEvaluatedTableName":"c"}"#),
        ])
        let dynamoDB = DynamoDB(try Client.make(transport))
        #expect(try await dynamoDB.listTables() == ["a", "b", "c"])
        #expect(transport.requests.map(\.text) == ["{}", #"{"ExclusiveStartTableName":"b"}"#])
        await #expect(throws: AWSError.self) { try await dynamoDB.listTables() }
    }

    @Test func `tags are read from all pages, and changed`() async throws {
        let transport = ScriptedTransport([
            .ok(#"{"Tags":[{"Key":"a","Value":"b"}],"NextToken":"n"}"#), .ok(#"{"Tags":[{"Key":"c","Value":""}]}"#),
            .ok(""), .ok("{}"), .ok("{}"), .ok("{}"),
        ])
        let dynamoDB = DynamoDB(try Client.make(transport))
        let arn: ARN = try .known(arn)
        let tags = try await dynamoDB.listTagsOfResource(arn: arn)
        #expect(tags == [Tag(key: "a", value: "b"), Tag(key: "c", value: "")])
        try await dynamoDB.tagResource(arn: arn, tags: tags)
        try await dynamoDB.untagResource(arn: arn, tagKeys: ["a"])
        try await dynamoDB.updateTimeToLive(table: "t", attributeName: "e", enabled: true)
        try await dynamoDB.updateContinuousBackups(table: "t", pointInTimeRecovery: true)
        let texts = transport.requests.map(\.text)
        #expect(texts[1].contains(#""NextToken":"n""#) && texts[3].hasSuffix(#""TagKeys":["a"]}"#))
        #expect(
            texts[4] == #"{"TableName":"t","TimeToLiveSpecification":{"AttributeName":"e","Enabled":true}}"#)
        #expect(
            texts[5]
                == #"{"TableName":"t","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#)
    }

    @Test func `a table's own policy is read, if it has one`() async throws {
        let transport = ScriptedTransport([
            .ok(#"{"Policy":"{\"Version\":\"2012-10-17\"}","RevisionId":"1"}"#),
            .respond(
                status: 400, body: ##"{"__type":"com.amazonaws.dynamodb.v20120810#PolicyNotFoundException"}"##),
            .ok("{}"),
        ])
        let dynamoDB = DynamoDB(try Client.make(transport))
        let arn: ARN = try .known(arn)
        #expect(try await dynamoDB.getResourcePolicy(arn: arn) == #"{"Version":"2012-10-17"}"#)
        #expect(transport.requests.first?.text == #"{"ResourceArn":"\#(arn)"}"#)
        #expect(try await dynamoDB.getResourcePolicy(arn: arn) == nil)
        await #expect(throws: AWSError.self) { try await dynamoDB.getResourcePolicy(arn: arn) }
    }

    @Test(arguments: ["[]", "{", "<html/>", #"{"TableDescription":{}}"#])
    func `an answer of another form is malformed`(body: String) async throws {
        let dynamoDB = DynamoDB(try Client.make(ScriptedTransport([.ok(body)])))
        let error = await #expect(throws: AWSError.self) {
            try await dynamoDB.createTable(table: "t", key: TableKey(hash: .init("id")))
        }
        #expect(error?.label == "malformedResponse")
    }
}

import AWS
import Testing

@testable import Baseline

@Suite(.timeLimit(.minutes(1))) struct AccountWriterEntitiesTests {
    typealias A = TestAccount

    private let person = PersonEntry(name: A.known("alice"))
    private let ours = "<Tags><member><Key>latchkey:baseline</Key><Value>baseline</Value></member></Tags>"

    private func user(_ tags: String) -> String {
        "<User><UserName>alice</UserName><UserId>AIDA1</UserId><Arn>arn:aws:iam::123456789012:user/alice</Arn>\(tags)</User>"
    }

    @Test func `what is there already is ours, or a refusal`() async throws {
        let mine = ScriptedAWS(["CreateUser": ["!EntityAlreadyExists"], "GetUser": [user(ours)]])
        try await mine.writer.makeUser(person, boundary: nil, tags: [A.owner])
        for tags in ["", ours.replacing(">baseline<", with: ">other<")] {
            let others = ScriptedAWS(["CreateUser": ["!EntityAlreadyExists"], "GetUser": [user(tags)]])
            let error = await #expect(throws: AWSError.self) {
                try await others.writer.makeUser(person, boundary: nil, tags: [A.owner])
            }
            #expect(error?.code == .entityAlreadyExists)
        }
    }

    @Test func `a group at another path isn't ours`() async throws {
        func group(_ path: String) -> String {
            "<Group><GroupName>g</GroupName><GroupId>AGPA1</GroupId><Path>\(path)</Path>"
                + "<Arn>arn:aws:iam::123456789012:group\(path)g</Arn></Group>"
        }
        let name: GroupName = A.known("g")
        let mine = ScriptedAWS(["CreateGroup": ["!EntityAlreadyExists"], "GetGroup": [group("/baseline/")]])
        try await mine.writer.makeGroup(name, path: A.known("/baseline/"))
        let others = ScriptedAWS(["CreateGroup": ["!EntityAlreadyExists"], "GetGroup": [group("/")]])
        await #expect(throws: AWSError.self) { try await others.writer.makeGroup(name, path: A.known("/baseline/")) }
    }

    @Test func `a trust policy waits until IAM knows whom it names`() async throws {
        let unknown = "!MalformedPolicyDocument:Invalid principal in policy"
        let aws = ScriptedAWS(["UpdateAssumeRolePolicy": [unknown, unknown, ""]])
        try await aws.writer.setTrust("{}", of: A.known("r"))
        #expect(aws.calls.count == 3)
        let wrong = ScriptedAWS(["UpdateAssumeRolePolicy": ["!MalformedPolicyDocument:Syntax error"]])
        await #expect(throws: AWSError.self) { try await wrong.writer.setTrust("{}", of: A.known("r")) }
        #expect(wrong.calls.count == 1)
    }

    @Test func `a table is waited for, and what it has is looked up after a failure`() async throws {
        let table = TableEntry(name: "t", key: "id")
        func description(_ status: String) -> String {
            #"{"Table":{"TableName":"t","TableStatus":"\#(status)","TableArn":"arn:aws:dynamodb:us-east-1:123456789012:table/t"}}"#
        }
        let aws = ScriptedAWS([
            "CreateTable": ["!ResourceInUseException"],
            "DescribeTable": [description("CREATING"), description("CREATING"), description("ACTIVE")],
            "ListTagsOfResource": [#"{"Tags":[{"Key":"latchkey:baseline","Value":"baseline"}]}"#],
            "DescribeTimeToLive": [
                #"{"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}}"#,
                #"{"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLING","AttributeName":"e"}}"#,
            ], "UpdateTimeToLive": ["!ValidationException"],
            "UpdateContinuousBackups": ["!ContinuousBackupsUnavailableException", "{}"],
        ])
        try await aws.writer.makeTable(table, tags: [A.owner])
        #expect(aws.calls.count { $0 == "DescribeTable" } == 3)
        try await aws.writer.setTimeToLive("t", "e")
        try await aws.writer.setRecovery("t", true)
        await #expect(throws: AWSError.self) { try await aws.writer.setTimeToLive("t", "other") }
    }

    @Test func `an instance profile with the role in it is left alone`() async throws {
        let profile = "<InstanceProfile><Roles><member><RoleName>r</RoleName></member></Roles></InstanceProfile>"
        let aws = ScriptedAWS(["CreateInstanceProfile": ["!EntityAlreadyExists"], "GetInstanceProfile": [profile]])
        try await aws.writer.makeInstanceProfile(of: A.known("r"), path: .root)
        #expect(aws.calls == ["CreateInstanceProfile", "GetInstanceProfile"])
    }
}

import Formats
import FoundationEssentials
import HTTPTypes
import Testing

@testable import AWS

@Suite(.timeLimit(.minutes(1))) struct IAMTests {
    @Test func `all members of a user are read`() async throws {
        let transport = ScriptedTransport([.ok(IAMResponses.getUser)])
        let user = try await IAM(Client.make(transport)).getUser(userName: .known("bob"))
        #expect(user.userName.rawValue == "Bob" && user.path.rawValue == "/division_abc/subdivision_xyz/")
        #expect(user.permissionsBoundary?.resourceName == "Boundary" && user.arn.accountID?.rawValue == "123456789012")
        #expect(user.tags == [Tag(key: "team", value: "a & b"), Tag(key: "e", value: "")])
        #expect(transport.requests.first?.form["UserName"] == "bob")
    }

    @Test(arguments: [
        (
            "<LastUsedDate>2026-11-20T09:00:00Z</LastUsedDate><ServiceName>s3</ServiceName><Region>us-east-1</Region>",
            "s3"
        ),
        ("<ServiceName>N/A</ServiceName><Region>N/A</Region>", nil),
        ("<LastUsedDate>N/A</LastUsedDate><ServiceName>N/A</ServiceName><Region>N/A</Region>", nil),
    ])
    func `a key that was never used has no date, service or Region`(members: String, service: String?) async throws {
        let body = IAMResponses.wrap(
            "GetAccessKeyLastUsed", "<UserName>bob</UserName><AccessKeyLastUsed>\(members)</AccessKeyLastUsed>")
        let iam = IAM(try Client.make(ScriptedTransport([.ok(body)])))
        let used = try await iam.getAccessKeyLastUsed(accessKeyID: .known("AKIAIOSFODNN7EXAMPLE"))
        #expect(used.serviceName == service && used.region == service.map { _ in "us-east-1" })
        #expect((used.lastUsedDate == nil) == (service == nil) && used.userName?.rawValue == "bob")
    }

    @Test func `the account's quotas are read`() async throws {
        let body = IAMResponses.wrap(
            "GetAccountSummary",
            "<SummaryMap><entry><key>Roles</key><value>7</value></entry><entry><key>RolesQuota</key><value>1000</value></entry></SummaryMap>"
        )
        let iam = IAM(try Client.make(ScriptedTransport([.ok(body)])))
        #expect(try await iam.getAccountSummary() == ["Roles": 7, "RolesQuota": 1_000])
    }
}

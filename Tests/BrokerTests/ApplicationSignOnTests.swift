import AWS
import Applications
import FastCGI
import Formats
import HTTPTypes
import Secrets
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import broker

@Suite(.timeLimit(.minutes(1))) struct ApplicationSignOnTests {
    @Test(arguments: [
        ("arn:aws:iam::123456789012:user/staff/app", "AIDAAPP", "aws:123456789012:user:app"),
        ("arn:aws:sts::123456789012:assumed-role/app/ci", "AROAAPP", "aws:123456789012:role:app"),
        ("arn:aws:iam::210987654321:role/jobs/app", "", "aws:210987654321:role:app"),
    ])
    func `an IAM identity is an application`(_ arn: String, _ id: String, _ name: String) async throws {
        let answer = try await BrokerBench().send("GET", arn: arn, id: id)
        #expect(answer.kind == "application-not-found")
        #expect(try #require(answer.json?["detail"]?.string).contains(" \(name) "))
    }

    @Test func `a service is an application by its name, and no IAM identity of that name`() async throws {
        let bench = try BrokerBench()
        let ids = [
            await bench.send("GET", user: "app"),
            await bench.send("GET", arn: "arn:aws:iam::123456789012:user/app", id: "AIDA"),
            await bench.send("GET"), await bench.send("GET", arn: "arn:aws:iam::210987654321:user/app", id: "AIDA"),
        ].compactMap { $0.json?["external_id"]?.string }
        #expect(Set(ids).count == 4)
    }

    @Test(
        arguments: [
            ([("IAM_ARN", "")], 401), ([("IAM_ARN", "app")], 401),
            ([("IAM_ARN", "arn:aws:iam::123456789012:group/app")], 401),
            ([("IAM_ARN", BrokerBench.role), ("IAM_ARN", BrokerBench.role)], 401),
            ([("IAM_ARN", BrokerBench.role), ("IAM_UNIQUE_ID", "a"), ("IAM_UNIQUE_ID", "a")], 401),
            ([("IAM_ARN", BrokerBench.role), ("IAM_UNIQUE_ID", "a b")], 401),
            ([("IAM_ARN", BrokerBench.role), ("IAM_UNIQUE_ID", "AROA:other")], 401),
            ([("IAM_ARN", "arn:aws:iam::123456789012:root")], 403),
            ([("IAM_ARN", "arn:aws:sts::123456789012:federated-user/app")], 403),
            ([("HTTP_IAM_ARN", BrokerBench.role)], 401), ([("REMOTE_USER", "")], 401), ([("REMOTE_USER", "a b")], 401),
            ([("REMOTE_USER", "a"), ("REMOTE_USER", "a")], 401), ([("HTTP_REMOTE_USER", "app")], 401), ([], 401),
            // An identity that can't be understood doesn't become a service.
            ([("IAM_ARN", ""), ("REMOTE_USER", "app")], 401),
        ] as [([(String, String)], Int)])
    func `a caller whom nginx doesn't name well is nobody`(_ parameters: [(String, String)], _ status: Int) async throws
    {
        let bench = try BrokerBench()
        for (method, path) in [("GET", "/applications"), ("DELETE", "/applications"), ("GET", "/applications/all")] {
            #expect(await bench.ask(.make(method, path, user: nil, parameters)).head.status.code == status)
        }
        #expect(bench.account.with { $0.calls.isEmpty })
    }

    @Test func `without the gateway's secret nobody is believed`() async throws {
        let secret = String(repeating: "g", count: 32)
        let bench = try BrokerBench(gatewaySecret: Secret(secret))
        for user in [nil, "app"] as [String?] {
            #expect(await bench.send("GET", user: user).kind == "gateway-unknown")
            let shown = await bench.send("GET", user: user, [("LATCHKEY_GATEWAY_SECRET", secret)])
            #expect(shown.kind == "application-not-found")
        }
    }
}

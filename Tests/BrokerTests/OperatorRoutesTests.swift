import AWS
import FastCGI
import Formats
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import broker

@Suite(.timeLimit(.minutes(1))) struct OperatorRoutesTests {
    private let name = "/applications/aws:123456789012:role:app"

    @Test func `operators see every application and remove any`() async throws {
        let bench = try BrokerBench()
        let registered = try await bench.register()
        let list = await bench.send("GET", "/applications/all", user: "admin")
        #expect(list.json?["applications"] != [] && list.json?["next"] == nil && list.json?["unreadable"] == nil)
        let shown = await bench.send("GET", name, user: "admin")
        #expect(shown.json == registered.json && shown["ETag"] == registered["ETag"])
        #expect(await bench.send("DELETE", name, user: "admin").head.status == .noContent)
        #expect(await bench.send("GET", name, user: "admin").kind == "application-not-found")
        #expect(await bench.send("DELETE", name, user: "admin").kind == "application-not-found")
        #expect(bench.audit.contains(#""caller":"sso:admin","action":"remove-application""#))
    }

    @Test func `a record that Latchkey didn't write is listed and can be removed`() async throws {
        let bench = try BrokerBench()
        try await bench.register()
        bench.account.with { world in
            world.applicationsTable.items["application/aws:123456789012:role:app"]?["external_id"] = .s("x")
        }
        let own = await bench.send("GET")
        #expect(own.head.status == .internalServerError && own.kind == "application-unreadable")
        let list = await bench.send("GET", "/applications/all", user: "admin")
        #expect(list.json?["unreadable"] == ["application/aws:123456789012:role:app"])
        #expect(await bench.send("DELETE", name, user: "admin").head.status == .noContent)
    }

    @Test func `nobody else sees or removes another's`() async throws {
        let bench = try BrokerBench()
        try await bench.register()
        // Also no IAM user of an operator's name, nor the application itself by this path.
        for (arn, user) in [
            ("arn:aws:iam::123456789012:user/admin", nil), (BrokerBench.role, nil), (nil, "Admin"), (nil, "app"),
        ] as [(String?, String?)] {
            for (method, path) in [("GET", "/applications/all"), ("GET", name), ("DELETE", name)] {
                let answer = await bench.send(method, path, arn: arn, id: "", user: user)
                #expect(answer.head.status == .forbidden && answer.kind == "not-an-operator")
            }
        }
        #expect(await bench.send("GET").head.status == .ok)
    }

    @Test(arguments: [
        "/applications/app", "/applications/aws:1:role:app", "/applications/sso:a%20b", "/applications/a/b",
    ])
    func `a path that names no application is 404`(_ path: String) async throws {
        let answer = try await BrokerBench().send("GET", path, user: "admin")
        #expect(answer.head.status == .notFound && answer.kind == "not-found")
    }
}

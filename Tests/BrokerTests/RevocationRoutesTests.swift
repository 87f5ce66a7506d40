import AWS
import Applications
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import broker

@Suite(.timeLimit(.minutes(1))) struct RevocationRoutesTests {
    private static let application = "aws:123456789012:role:app"
    private let bench: BrokerBench

    init() throws { bench = try BrokerBench() }

    private func give(_ changes: [String: JSONValue] = [:]) async -> Response {
        await bench.send("POST", "/credentials", ["token": .string(bench.token(changes))])
    }

    private func revoke(_ person: JSONValue = "auth0|5f7c") async -> Response {
        await bench.send("POST", "/applications/revocations", ["person": person])
    }

    @Test func `a person's tokens are refused at once, and nobody else's`() async throws {
        try await bench.register()
        #expect(await give().head.status == .ok)
        let answer = await revoke()
        #expect(answer.head.status == .ok && answer.json?["session_name"] == "auth0=7C5f7c")
        let condition = answer.json?["statement"]?["Condition"]
        #expect(condition?["StringEquals"] == ["aws:SourceIdentity": "auth0=7C5f7c"])
        #expect(
            condition?["DateLessThanEquals"]?["aws:TokenIssueTime"] == answer.json?["revoked_until"])
        let refused = await give()
        #expect(refused.head.status == .unauthorized && refused.json?["reason"] == "revoked")
        #expect(await give(["sub": "bob"]).head.status == .ok)
    }

    @Test func `a later token gets a session of its own`() async throws {
        try await bench.register()
        _ = await give()
        _ = await revoke()
        bench.pass(60)
        for id in ["a", "b"] as [JSONValue] { #expect(await give(["jti": id]).head.status == .ok) }
        #expect(bench.grants.map { $0["source"] } == ["sts", "sts", "memory"])
    }

    @Test func `a token of an issuer whose clock is ahead is refused as well`() async throws {
        try await bench.register()
        let ahead = JSONValue.integer(Int(Date().timeIntervalSince1970) + 25)
        #expect(await give(["iat": ahead]).head.status == .ok)
        _ = await revoke()
        #expect(await give(["iat": ahead]).json?["reason"] == "revoked")
    }

    @Test func `a token of which it isn't known when it was issued is refused, and so is an old one`() async throws {
        try await bench.register()
        let old = JSONValue.integer(Int(Date().timeIntervalSince1970) - 86_500)
        for issued in [.null, old] { #expect(await give(["sub": "bob", "iat": issued]).head.status == .ok) }
        _ = await revoke()
        for issued in [.null, old] {
            #expect(await give(["sub": "bob", "iat": issued]).json?["reason"] == "revoked")
        }
    }

    @Test func `a change of the registration leaves revocations, and a new registration has none`() async throws {
        let first = try await bench.register()
        _ = await revoke()
        let registration = try #require(first.json?["registration"])
        #expect(await bench.send("PUT", "/applications", registration, [("HTTP_IF_MATCH", "*")]).head.status == .ok)
        #expect(await give().json?["reason"] == "revoked")
        _ = await bench.send("DELETE")
        try await bench.register()
        #expect(await give().head.status == .ok)
    }

    @Test func `a revocation doesn't change the version of the registration`() async throws {
        let tag = try #require(try await bench.register()["ETag"])
        for person in ["ann", "bob", "ann"] { #expect(await revoke(.string(person)).head.status == .ok) }
        #expect(await bench.send("GET")["ETag"] == tag)
        #expect(await bench.send("DELETE", "/applications", nil, [("HTTP_IF_MATCH", tag)]).head.status == .ok)
    }

    @Test func `revocations at once all count`() async throws {
        try await bench.register()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask { #expect(await revoke(.string("p\(number)")).head.status == .ok) }
            }
        }
        for number in 0..<8 {
            #expect(await give(["sub": .string("p\(number)")]).json?["reason"] == "revoked")
        }
    }

    @Test func `operators revoke people of any application, and nobody else does`() async throws {
        try await bench.register()
        let path = "/applications/\(Self.application)/revocations"
        let body: JSONValue = ["person": "auth0|5f7c"]
        for user in ["billing", "Admin"] {
            #expect(await bench.send("POST", path, body, user: user).kind == "not-an-operator")
        }
        #expect(await bench.send("POST", path, body).kind == "not-an-operator")
        #expect(await give().head.status == .ok)
        #expect(await bench.send("POST", path, body, user: "admin").head.status == .ok)
        #expect(await give().json?["reason"] == "revoked")
        for name in ["aws:123456789012:role:other", "x"] {
            let answer = await bench.send("POST", "/applications/\(name)/revocations", body, user: "admin")
            #expect(answer.head.status == .notFound)
        }
    }

    @Test(arguments: ["", .null, 5, ["a"], .string(String(repeating: "a", count: 65))] as [JSONValue])
    func `a person who can't be is refused`(_ person: JSONValue) async throws {
        try await bench.register()
        let answer = await revoke(person)
        #expect(answer.head.status == .badRequest && answer.json?["member"] == "person")
    }

    @Test func `a person is revoked by the name of their sessions as well`() async throws {
        try await bench.register()
        #expect(await give().head.status == .ok)
        for body in [
            ["session_name": "a|b"], ["session_name": "auth0=7C5f7c", "person": "auth0|5f7c"], ["session_name": ""],
        ] as [JSONValue] {
            let answer = await bench.send("POST", "/applications/revocations", body)
            #expect(answer.head.status == .badRequest && answer.json?["member"] == "session_name")
        }
        let answer = await bench.send("POST", "/applications/revocations", ["session_name": "auth0=7C5f7c"])
        #expect(answer.head.status == .ok && answer.json?["session_name"] == "auth0=7C5f7c")
        #expect(await give().json?["reason"] == "revoked")
    }

    @Test func `who isn't registered has nobody to revoke`() async {
        #expect(await revoke().kind == "application-not-found")
    }

    @Test func `a revocation is recorded, and made also without a record`() async throws {
        try await bench.register()
        _ = await revoke()
        #expect(bench.audit.contains(#""action":"revoke-person","subject":"\#(Self.application)""#))
        #expect(bench.audit.contains(#""person":"auth0=7C5f7c""#))
        try bench.breakAudit()
        #expect(await revoke("bob").head.status == .ok)
    }

    @Test func `whoever writes the table takes no revocation back`() async throws {
        try await bench.register()
        _ = await revoke()
        bench.account.with { $0.applicationsTable.items["application/\(Self.application)"]?["revocations"] = nil }
        bench.service.records.forget(try #require(ApplicationIdentity(Self.application)))
        #expect(await give().kind == "application-unreadable")
    }
}

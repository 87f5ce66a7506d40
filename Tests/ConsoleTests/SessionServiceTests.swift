import AWS
import ConsoleSessions
import FastCGI
import FoundationEssentials
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import console

@Suite(.timeLimit(.minutes(1)))
struct SessionServiceTests {
    @Test func `looking at a role that somebody left behind removes nothing, and a login does so on record`()
        async throws
    {
        let bench = try ConsoleBench()
        bench.account.add("gone", expiresAt: 2_000_000_000)
        for target in ["/", "/console/role"] {
            #expect(await bench.page(target, user: "gone").head.status == .forbidden)
        }
        #expect(bench.account.roleNames == ["user_gone"])
        #expect(bench.audit.isEmpty)
        #expect(await bench.send("POST", "/console", "{}", user: "gone").head.status.kind == .clientError)
        #expect(bench.account.roleNames.isEmpty)
        let records = bench.audit.split(separator: "\n")
        #expect(records.count == 1)
        #expect(records.allSatisfy { $0.contains(#""action":"remove-role""#) && $0.contains("user_gone") })
    }

    @Test func `a role is removed although the record of that can't be written to its file`() async throws {
        let bench = try ConsoleBench()
        bench.account.add("gone", expiresAt: 2_000_000_000)
        try bench.breakAudit()
        #expect(await bench.send("POST", "/console", "{}", user: "gone").head.status.kind == .clientError)
        #expect(bench.account.roleNames.isEmpty)
    }
}

import AWS
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import console

@Suite(.timeLimit(.minutes(1))) struct RoleRoutesTests {
    @Test func `looking at the role changes nothing`() async throws {
        let bench = try ConsoleBench()
        #expect(await bench.page("/console/role").head.status == .ok)
        let data = await bench.send("GET", "/console/role")
        #expect(data.text.contains(#""RoleArn":"arn:aws:iam::123456789012:role/user-role/user_ann""#))
        #expect(bench.writes == [])
    }

    @Test func `there is nothing to end before there is a role`() async throws {
        let bench = try ConsoleBench()
        #expect(await PageForm(in: bench.page("/console/role").text, to: "/console/revoke") == nil)
        let data = await bench.send("POST", "/console/revoke")
        #expect(data.text == #"{"UserName":"ann"}"# + "\n")
    }

    @Test func `ending all sessions is told once, on the page that follows`() async throws {
        let bench = try ConsoleBench()
        _ = await bench.send("POST", "/api/assume-role")
        let form = try #require(PageForm(in: await bench.page("/console/role").text, to: "/console/revoke"))
        let answer = await bench.submit(form)
        #expect(answer.head.status == .seeOther)
        let location = try #require(answer.head.headerFields[.location])
        #expect(location.hasPrefix("/console/role?notice="))
        #expect(await bench.page(location).text.contains("All sessions of your role have been ended"))
        #expect(bench.audit.contains(#""action":"revoke-sessions""#))
        // The link tells nobody else anything, and can't be made up.
        bench.account.with { $0.users["bob"] = [:] }
        for (target, user) in [(location, "bob"), ("/console/role?notice=revoked", "ann"), (location + "0", "ann")] {
            #expect(await !bench.page(target, user: user).text.contains("have been ended"), "\(target)")
        }
    }

    @Test func `sessions are ended also without the audit file`() async throws {
        let bench = try ConsoleBench()
        _ = await bench.send("POST", "/api/assume-role")
        try bench.breakAudit()
        let answer = await bench.send("POST", "/console/revoke")
        #expect(answer.head.status == .ok)
        #expect(answer.text.contains(#""RevokedBefore":""#))
    }

    @Test func `a program is told since when sessions are ended`() async throws {
        let bench = try ConsoleBench()
        _ = await bench.send("POST", "/api/assume-role")
        let answer = await bench.send("POST", "/console/revoke")
        #expect(answer.head.status == .ok)
        #expect(answer.text.contains(#""RevokedBefore":""#))
    }

    @Test func `a form for something else ends no sessions`() async throws {
        let bench = try ConsoleBench()
        let login = try #require(PageForm(in: await bench.page("/").text, to: "/console"))
        _ = await bench.submit(login)
        let revocation = try #require(PageForm(in: await bench.page("/console/role").text, to: "/console/revoke"))
        var forged = revocation
        forged.fields = login.fields
        let writes = bench.writes
        #expect(await bench.submit(forged).head.status == .forbidden)
        #expect(bench.writes == writes)
        #expect(await bench.submit(revocation).head.status == .seeOther)
    }

    @Test func `the machines of the person are signed out first, and what was agreed to before is worth nothing`()
        async throws
    {
        let bench = try ConsoleBench()
        _ = await bench.send("POST", "/api/assume-role")
        let before = bench.account.with { $0.calls.count }
        #expect(await bench.send("POST", "/console/revoke").head.status == .ok)
        let calls = bench.account.with { $0.operations.dropFirst(before) }
        #expect(calls.first == "UpdateItem")
        #expect((bench.account.with { $0.tokensTable.items["machines/ann"]?["ended_at"]?.integer } ?? 0) > 0)
    }

    @Test func `machines that can't be signed out are told, after the sessions were ended`() async throws {
        let bench = try ConsoleBench { operation, world in
            operation == "UpdateItem" && world.countsUses == false ? (400, "AccessDeniedException") : nil
        }
        _ = await bench.send("POST", "/api/assume-role")
        bench.account.with { $0.countsUses = false }
        let answer = await bench.send("POST", "/console/revoke")
        #expect(answer.head.status == .serviceUnavailable)
        #expect(bench.account.with { $0.operations.contains("PutRolePolicy") })
    }

    @Test func `a member that means nothing is refused by name`() async throws {
        let answer = try await ConsoleBench().send("POST", "/console/revoke", #"{"UserName":"bob"}"#)
        #expect(answer.head.status == .badRequest)
        #expect(answer.text.contains(#""member":"UserName""#))
    }
}

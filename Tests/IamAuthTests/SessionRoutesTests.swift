import AWS
import Concurrency
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Problems
import Testing
import Transport
import WebTestSupport

@testable import FakeAWS
@testable import iam_auth

@Suite(.timeLimit(.minutes(1))) struct SessionRoutesTests {
    @Test func `a session is recorded before its cookie leaves`() async throws {
        let bench = try IAMAuthBench()
        let cookie = await bench.session()
        #expect(cookie.hasPrefix("__Host-latchkey-iam="))
        #expect(bench.audit.contains(#""action":"iam-sign-in","subject":"portal.example""#))
        #expect(!bench.audit.contains(cookie.dropFirst(20)))
    }

    @Test func `without an audit record there is no session`() async throws {
        let bench = try IAMAuthBench()
        try bench.breakAudit()
        let answer = await bench.post("/auth/session", proof: bench.proof())
        #expect(answer.head.status == .serviceUnavailable && answer["Set-Cookie"] == nil)
    }

    @Test func `a session of one's own begins no other`() async throws {
        let bench = try IAMAuthBench()
        let cookie = await bench.session()
        let answer = await bench.post("/auth/session", [("LATCHKEY_COOKIE", cookie)])
        #expect(answer.head.status == .unauthorized && answer["Set-Cookie"] == nil)
    }

    @Test(arguments: ["/auth/session", "/auth/logout"])
    func `what means nothing is refused, and nothing is done`(path: String) async throws {
        let bench = try IAMAuthBench()
        let cookie = await bench.session()
        let proof = bench.proof()
        let further = [("LATCHKEY_COOKIE", cookie), ("HTTP_ACCEPT", "application/json")]
        let form = further + [("CONTENT_TYPE", "application/x-www-form-urlencoded")]
        for answer in [
            await bench.post(path + "?return_url=/x", proof: proof, further),
            await bench.ask(.make("POST", path, user: nil, body: "a=b", form + [("LATCHKEY_AUTHORIZATION", proof)])),
            await bench.post(path, proof: proof, body: #"{"return_url": "/x"}"#, further),
        ] {
            #expect(answer.head.status == .badRequest && answer["Set-Cookie"] == nil)
        }
        #expect(await bench.verify(cookie: cookie).head.status == .noContent)
        #expect(await bench.verify(proof: proof).head.status == .noContent)
    }

    @Test func `logging out removes the cookie, whatever it is`() async throws {
        let bench = try IAMAuthBench()
        for cookie in [await bench.session(), "__Host-latchkey-iam=x", ""] {
            let answer = await bench.post(
                "/auth/logout", [("LATCHKEY_COOKIE", cookie), ("HTTP_ACCEPT", "application/json")])
            #expect(answer.head.status == .noContent)
            #expect(answer["Set-Cookie"] == "__Host-latchkey-iam=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax")
        }
        #expect(bench.audit.contains("iam-sign-out"))
    }

    @Test func `a copy of a cookie that was logged out is worth nothing`() async throws {
        let bench = try IAMAuthBench()
        let (copy, other) = (await bench.session(), await bench.session())
        _ = await bench.post("/auth/logout", [("LATCHKEY_COOKIE", copy), ("HTTP_ACCEPT", "application/json")])
        #expect(await bench.verify(cookie: copy).error == "revoked")
        #expect(await bench.verify(cookie: other).head.status == .noContent)
    }

    @Test func `what another site sends ends no session`() async throws {
        let bench = try IAMAuthBench()
        let cookie = await bench.session()
        let answer = await bench.post(
            "/auth/logout", [("LATCHKEY_COOKIE", cookie), ("HTTP_ORIGIN", "https://evil.example")])
        #expect(answer.head.status == .forbidden)
        #expect(await bench.verify(cookie: cookie).head.status == .noContent)
    }

    @Test(arguments: ["/auth/session", "/auth/logout", "/auth/link"])
    func `a GET changes nothing`(path: String) async throws {
        let bench = try IAMAuthBench()
        let answer = await bench.ask(.make("GET", path, user: nil, [("LATCHKEY_AUTHORIZATION", bench.proof())]))
        #expect(answer.head.status == .methodNotAllowed && bench.identities.count == 0)
    }
}

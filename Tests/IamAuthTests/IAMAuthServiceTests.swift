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

@Suite(.timeLimit(.minutes(1))) struct IAMAuthServiceTests {
    @Test func `a proof is answered with who it is`() async throws {
        let bench = try IAMAuthBench()
        bench.identities.sign(as: "arn:aws:iam::123456789012:user/staff/alice", "AIDAEXAMPLE")
        let answer = await bench.verify(proof: bench.proof())
        #expect(answer.head.status == .noContent)
        #expect(answer["X-Iam-User"] == "alice")
        #expect(answer["X-Iam-Arn"] == "arn:aws:iam::123456789012:user/staff/alice")
        #expect(answer["X-Iam-Account"] == "123456789012")
        #expect(answer["X-Iam-Kind"] == "user")
        #expect(answer["X-Iam-Unique-Id"] == "AIDAEXAMPLE")
    }

    @Test func `without a proof the challenge says what to prove`() async throws {
        let answer = try await IAMAuthBench().verify()
        #expect(answer.head.status == .unauthorized)
        #expect(
            answer["WWW-Authenticate"]
                == #"IAM realm="123456789012", server="portal.example", regions="us-east-1", proofs="signed""#)
    }

    @Test func `the challenge takes no query`() async throws {
        let bench = try IAMAuthBench()
        #expect(await bench.ask(.make("GET", "/auth/challenge", user: nil)).head.status == .ok)
        let answer = await bench.ask(.make("GET", "/auth/challenge?account=1", user: nil))
        #expect(answer.head.status == .badRequest)
        #expect(try JSONReader.read(answer.body)["member"]?.string == "account")
    }

    @Test func `a proof is spent by its first use, and no other in its place`() async throws {
        let bench = try IAMAuthBench()
        let proof = bench.proof()
        #expect(await bench.verify(proof: proof).head.status == .noContent)
        #expect(await bench.verify(proof: proof).error == "replayed")
        #expect(await bench.verify(proof: bench.proof()).head.status == .noContent)
    }

    @Test func `nginx may ask again within one request, and about no other`() async throws {
        let bench = try IAMAuthBench()
        let proof = bench.proof()
        let request = [("REQUEST_ID", String(repeating: "0a", count: 16))]
        for _ in 0..<3 { #expect(await bench.verify(proof: proof, request).head.status == .noContent) }
        #expect(
            await bench.verify(proof: proof, [("REQUEST_ID", String(repeating: "0b", count: 16))]).error == "replayed")
        #expect(await bench.verify(proof: proof).error == "replayed")
    }

    @Test func `whoever isn't let in spends nothing`() async throws {
        let bench = try IAMAuthBench(["LATCHKEY_IAM_AUTH_ALLOW": "arn:aws:iam::123456789012:user/bob"])
        let proof = bench.proof()
        #expect(await bench.verify(proof: proof).head.status == .forbidden)
        #expect(bench.hasSpentNothing)
    }

    @Test(arguments: [
        ("arn:aws:iam::210987654321:user/alice", "AIDAEXAMPLE"), ("arn:aws:iam::123456789012:root", "123456789012"),
        ("arn:aws:sts::123456789012:federated-user/bob", "123456789012:bob"),
        ("arn:aws:sts::123456789012:assumed-role/alice/alice", "AROAEXAMPLE:alice"),
    ])
    func `others than the account's users get 403`(arn: String, id: String) async throws {
        let bench = try IAMAuthBench()
        bench.identities.sign(as: arn, id)
        let answer = await bench.verify(proof: bench.proof())
        #expect(answer.head.status == .forbidden)
        #expect(answer.text.contains("identity-not-allowed"))
        #expect(answer["X-Iam-User"] == nil && answer["WWW-Authenticate"] == nil)
    }

    @Test func `a proof goes before a session, and a bad one isn't made good by it`() async throws {
        let bench = try IAMAuthBench()
        let cookie = await bench.session()
        #expect(await bench.verify(cookie: cookie).head.status == .noContent)
        #expect(await bench.verify(proof: "IAM x", cookie: cookie).error == "malformed")
        // What the program behind is authorized by is left to it.
        for other in ["Basic YTpi", "Bearer x.y.z", "Digest x", "IAMX x"] {
            #expect(await bench.verify(proof: other, cookie: cookie).head.status == .noContent)
        }
    }

    @Test(arguments: [
        "IAM", "IAM ", "iam  x", "IAM\tx", "IAM x y", "IAM é", "IAM =", "IAM e30", "IAM W10", "IAM bnVsbA",
        "IAM " + String(repeating: "A", count: 9_000), "IAM a, IAM b",
    ])
    func `a proof of another form is told to be malformed, and STS isn't asked`(proof: String) async throws {
        let bench = try IAMAuthBench()
        let answer = await bench.verify(proof: proof)
        #expect(answer.head.status == .unauthorized)
        #expect(bench.identities.count == 0)
    }

    @Test func `a parameter that comes twice is refused`() async throws {
        let bench = try IAMAuthBench()
        let cookie = await bench.session()
        for name in [
            "LATCHKEY_AUTHORIZATION", "LATCHKEY_COOKIE", "LATCHKEY_PATH", "LATCHKEY_REQUEST_URI",
            "LATCHKEY_ENTERED_PATH",
        ] {
            let answer = await bench.verify(
                proof: bench.proof(), cookie: cookie, [(name, "/"), (name, "/")])
            #expect(answer.head.status == .unauthorized, "\(name)")
        }
    }

    @Test func `what a client writes itself isn't looked at`() async throws {
        let bench = try IAMAuthBench()
        let headers = [
            ("HTTP_AUTHORIZATION", bench.proof()), ("HTTP_COOKIE", await bench.session()),
            ("HTTP_LATCHKEY_AUTHORIZATION", bench.proof()), ("HTTP_X_LATCHKEY_USER", "bob"), ("REMOTE_USER", "bob"),
        ]
        #expect(await bench.verify("/", headers).head.status == .unauthorized)
    }

    @Test(arguments: ["other.example", "portal.example:8443", "portal.example.", "evil.portal.example"])
    func `a server that isn't named takes no proof`(host: String) async throws {
        let bench = try IAMAuthBench()
        let parameters = [
            ("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/auth/verify"), ("HTTP_HOST", host), ("HTTPS", "on"),
            ("LATCHKEY_PATH", "/"), ("LATCHKEY_REQUEST_URI", "/"), ("LATCHKEY_AUTHORIZATION", bench.proof()),
        ]
        let answer = await bench.ask(.init(parameters: parameters.map { .init(name: $0.0, value: $0.1) }))
        #expect(answer.head.status == .forbidden && answer.text.contains("server-unknown"))
        #expect(bench.identities.count == 0)
    }

    @Test(
        arguments: [
            ("portal.example", "443", true), ("portal.example:8443", "8443", true), ("portal.example", "8443", false),
            ("portal.example:8443", "443", false), ("portal.example:8443", nil, false),
            ("portal.example:8443", "08443", false),
            // The only one of its host may be at any port.
            ("other.example:8443", "443", true), ("other.example:8443", nil, true),
        ] as [(String, String?, Bool)])
    func `where several servers have one host, nginx says which it is`(host: String, port: String?, isKnown: Bool)
        async throws
    {
        let bench = try IAMAuthBench([
            "LATCHKEY_IAM_AUTH_SERVERS": "portal.example,portal.example:8443,other.example:8443"
        ])
        var parameters = [
            ("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/auth/verify"), ("HTTP_HOST", host), ("HTTPS", "on"),
            ("LATCHKEY_PATH", "/"), ("LATCHKEY_REQUEST_URI", "/"), ("LATCHKEY_AUTHORIZATION", bench.proof()),
        ]
        if let port { parameters.append(("SERVER_PORT", port)) }
        let answer = await bench.ask(.init(parameters: parameters.map { .init(name: $0.0, value: $0.1) }))
        #expect(answer.head.status == (isKnown ? .noContent : .forbidden))
        #expect(answer.text.contains("server-unknown") == !isKnown)
        #expect(isKnown || bench.identities.count == 0)
    }

    @Test func `another account than before ends the sessions of the former`() async throws {
        let bench = try IAMAuthBench()
        let cookie = await bench.session()
        let moved = try IAMAuthBench(["LATCHKEY_IAM_AUTH_ACCOUNT": "210987654321"])
        let answer = await moved.verify(cookie: cookie)
        #expect(answer.head.status == .forbidden && answer.text.contains("another AWS account"))
        let same = try IAMAuthBench(["LATCHKEY_IAM_AUTH_ACCOUNT": "123456789012"])
        #expect(await same.verify(cookie: cookie).head.status == .noContent)
    }

    @Test func `nginx has to say the path`() async throws {
        let bench = try IAMAuthBench()
        let answer = await bench.ask(
            .make("GET", "/auth/verify", user: nil, [("LATCHKEY_AUTHORIZATION", bench.proof())]))
        #expect(answer.head.status == .forbidden)
    }

    @Test(arguments: [
        ("user-name", "arn:aws:iam::123456789012:user/staff/alice", "alice"),
        ("arn", "arn:aws:iam::123456789012:user/staff/alice", "arn:aws:iam::123456789012:user/staff/alice"),
        ("session-name", "arn:aws:iam::123456789012:user/staff/alice", nil),
        ("user-name", "arn:aws:sts::123456789012:assumed-role/deploy/alice", nil),
        (
            "arn", "arn:aws:sts::123456789012:assumed-role/deploy/alice",
            "arn:aws:sts::123456789012:assumed-role/deploy/alice"
        ),
        ("session-name", "arn:aws:sts::123456789012:assumed-role/deploy/alice", "alice"),
    ])
    func `a location's mapping counts for more than the setting, for proofs and sessions`(
        word: String, arn: String, name: String?
    ) async throws {
        for setting in ["user-name", "session-name", "arn"] {
            let bench = try IAMAuthBench([
                "LATCHKEY_IAM_AUTH_MAPPING": setting, "LATCHKEY_IAM_AUTH_ALLOW": "arn:aws:*:*:*:*",
            ])
            bench.identities.sign(as: arn, arn.contains(":user/") ? "AIDAEXAMPLE" : "AROAEXAMPLE:alice")
            let location = [("LATCHKEY_MAPPING", word)]
            for answer in [
                await bench.verify(proof: bench.proof(), location),
                await bench.verify(cookie: bench.session(), location),
            ] {
                #expect(answer.head.status == (name == nil ? .forbidden : .noContent))
                #expect(answer["X-Iam-User"] == name)
            }
        }
    }

    @Test func `where the location doesn't say, the setting counts`() async throws {
        let bench = try IAMAuthBench(["LATCHKEY_IAM_AUTH_MAPPING": "arn"])
        let cookie = await bench.session()
        #expect(await bench.verify(cookie: cookie)["X-Iam-User"] == "arn:aws:iam::123456789012:user/alice")
        #expect(await bench.verify(cookie: cookie, [("LATCHKEY_MAPPING", "user-name")])["X-Iam-User"] == "alice")
    }

    @Test(arguments: [
        [""], ["email"], ["ARN"], ["arn "], [" arn"], ["arn/"], ["arn,user-name"], ["userName"], ["/auth/verify/"],
        ["arn\u{301}"],
        ["arn", "arn"], ["arn", "user-name"], ["user-name", ""],
        // Nothing says whose sessions count.
        ["session-name"],
    ])
    func `a mapping that isn't one is refused, and spends no proof`(words: [String]) async throws {
        let bench = try IAMAuthBench()
        let cookie = await bench.session()
        let asked = bench.identities.count
        for proof in [bench.proof(), nil] {
            let answer = await bench.verify(
                proof: proof, cookie: cookie, words.map { ("LATCHKEY_MAPPING", $0) })
            #expect(answer.head.status == .forbidden && answer.text.contains("mapping-refused"))
            #expect(answer["X-Iam-User"] == nil)
        }
        #expect(bench.identities.count == asked)
        #expect(bench.lines.all.joined().contains("the web server asks for the mapping"))
    }

    @Test func `a client can't say the mapping`() async throws {
        let bench = try IAMAuthBench()
        let cookie = await bench.session()
        let answer = await bench.verify(cookie: cookie, [("HTTP_LATCHKEY_MAPPING", "arn")])
        #expect(answer["X-Iam-User"] == "alice")
    }

    @Test func `rules say who enters where`() async throws {
        let bench = try IAMAuthBench(
            rules: "rules:\n  - paths: [/admin/*]\n    allow: [{kind: user, name: bob}]\n  - allow: all\n")
        let cookie = await bench.session()
        #expect(await bench.verify("/x", cookie: cookie).head.status == .noContent)
        #expect(await bench.verify("/admin/x", cookie: cookie).head.status == .forbidden)
        for (path, entered) in [("/admin/x", "/x"), ("/x", "/admin/x")] {
            let led = [("LATCHKEY_PATH", path), ("LATCHKEY_REQUEST_URI", "/x"), ("LATCHKEY_ENTERED_PATH", entered)]
            let request = Request.make("GET", "/auth/verify", user: nil, led + [("LATCHKEY_COOKIE", cookie)])
            #expect(await bench.ask(request).head.status == .forbidden)
        }
        let odd = await bench.verify("//x", cookie: cookie)
        #expect(odd.head.status == .forbidden && odd.text.contains("path-not-plain"))
    }

    @Test func `while AWS is down new proofs get 503, and who has a session stays in`() async throws {
        let bench = try IAMAuthBench()
        let cookie = await bench.session()
        #expect(await bench.verify(cookie: cookie).head.status == .noContent)
        bench.account.with { $0.countsUses = false }
        let answer = await bench.verify(proof: bench.proof())
        #expect(answer.head.status == .serviceUnavailable && answer["Retry-After"] == "10")
        #expect(await bench.verify(cookie: cookie).head.status == .noContent)
    }

    @Test func `a proof that is too old by AWS's clock is told so`() async throws {
        let bench = try IAMAuthBench()
        #expect(await bench.verify(proof: bench.proof(age: 301)).error == "expired")
        #expect(await bench.verify(proof: bench.proof(age: 299)).head.status == .noContent)
        #expect(await bench.verify(proof: bench.proof(age: -61)).error == "early")
    }

    @Test func `what was proved before a revocation counts no more, and what is proved later does`() async throws {
        let bench = try IAMAuthBench()
        let now = Int(bench.clock.now.timeIntervalSince1970)
        bench.keep(RevocationList([try #require(RevocationTarget("AIDAEXAMPLE0000000001")): now]))
        bench.identities.sign(as: "arn:aws:iam::123456789012:user/alice", "AIDAEXAMPLE0000000001")
        let early = bench.proof()
        #expect(await bench.verify(proof: early).error == "revoked")
        for path in ["/auth/session", "/auth/link"] {
            let answer = await bench.post(path, proof: bench.proof())
            #expect(answer.error == "revoked" && answer["Set-Cookie"] == nil)
        }
        bench.clock.advance(Double(RevocationList.margin))
        // A clock that is ahead makes no later proof.
        #expect(await bench.verify(proof: bench.proof(age: -30)).error == "revoked")
        bench.clock.advance(1)
        #expect(await bench.verify(proof: early).error == "revoked")
        let cookie = await bench.session()
        #expect(await bench.verify(cookie: cookie).head.status == .noContent)
        bench.identities.sign(as: "arn:aws:iam::123456789012:user/bob", "AIDAEXAMPLE0000000002")
        #expect(await bench.verify(proof: bench.proof(age: 60)).head.status == .noContent)
    }

    @Test func `a Region that isn't allowed is never asked`() async throws {
        let bench = try IAMAuthBench(["LATCHKEY_IAM_AUTH_REGIONS": "eu-central-1"])
        #expect(await bench.verify(proof: bench.proof()).error == "region")
        #expect(bench.identities.count == 0)
    }

    @Test func `a switched off proof is none`() async throws {
        let bench = try IAMAuthBench([
            "LATCHKEY_IAM_AUTH_PROOFS": "token", "LATCHKEY_IAM_AUTH_ISSUER": "https://x.tokens.sts.global.api.aws",
        ])
        let answer = await bench.verify(proof: bench.proof())
        #expect(answer.head.status == .unauthorized && bench.identities.count == 0)
        #expect(answer["WWW-Authenticate"]?.contains(#"proofs="token""#) == true)
    }
}

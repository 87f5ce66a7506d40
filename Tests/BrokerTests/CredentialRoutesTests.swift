import AWS
import Applications
import Cryptography
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import Testing
import TokensTestSupport
import Transport
import WebTestSupport

@testable import FakeAWS
@testable import broker

@Suite(.timeLimit(.minutes(1))) struct CredentialRoutesTests {
    private let bench: BrokerBench

    init() throws { bench = try BrokerBench() }

    private func give(_ token: String, _ further: [(String, String)] = []) async -> Response {
        await bench.send("POST", "/credentials", ["token": .string(token)], further)
    }

    private var sessions: [[String: String]] { bench.sessions }

    // MARK: What is given

    @Test func `a user's token is worth a session with the user's claims as tags`() async throws {
        try await bench.register(
            .registration([
                "tags": [
                    ["tag": "TenantID", "claim": "custom:tenant_id", "transitive": true],
                    ["tag": "Plan", "claim": "/organization/plan", "required": false],
                    ["tag": "Absent", "claim": "absent", "required": false], ["tag": "app", "value": "billing"],
                ],
                "duration": 900, "policy": ["Statement": ["Effect": "Allow", "Action": "s3:*", "Resource": "*"]],
            ]))
        let externalID = await bench.send("GET").json?["external_id"]?.string
        let answer = await give(bench.token(["organization": ["plan": "gold"]]))
        #expect(answer.head.status == .ok && answer["Cache-Control"] == "no-store")
        #expect(
            answer.json == [
                "Version": 1, "AccessKeyId": "ASIA", "SecretAccessKey": "s", "SessionToken": "t",
                "Expiration": "2030-01-01T00:00:00Z",
                "tags": ["TenantID": "yellow", "Plan": "gold", "app": "billing"], "dropped_tags": [],
            ])
        let form = try #require(sessions.last)
        #expect(form["RoleArn"] == "arn:aws:iam::123456789012:role/access/tenants")
        #expect(form["ExternalId"] == externalID && form["DurationSeconds"] == "900")
        #expect(form["SourceIdentity"] == "auth0=7C5f7c" && form["RoleSessionName"] == "auth0=7C5f7c")
        #expect(form["Tags.member.1.Key"] == "TenantID" && form["Tags.member.1.Value"] == "yellow")
        #expect(form["TransitiveTagKeys.member.1"] == "TenantID" && form["TransitiveTagKeys.member.2"] == nil)
        #expect(form["Policy"]?.contains("s3:*") == true && form["Tags.member.4.Key"] == nil)
    }

    @Test func `the same claims are answered from memory, whatever token has them`() async throws {
        try await bench.register()
        let first = await give(bench.token())
        let before = sessions.count
        let second = await give(bench.token(["jti": "another"]))
        #expect(second.json == first.json && sessions.count == before)
        #expect(bench.grants.map { $0["source"] } == ["sts", "memory"])
        _ = await give(bench.token(["sub": "bob"]))
        _ = await give(bench.token(["custom:tenant_id": "blue"]))
        #expect(sessions.count == before + 2)
    }

    @Test func `nothing that was given outlives a change, a removal or a new registration`() async throws {
        let first = try await bench.register()
        _ = await give(bench.token())
        var before = sessions.count
        let tag = try #require(first["ETag"])
        let registration = try #require(first.json?["registration"])
        #expect(await bench.send("PUT", "/applications", registration, [("HTTP_IF_MATCH", tag)]).head.status == .ok)
        #expect(await give(bench.token()).head.status == .ok && sessions.count == before + 1)
        #expect(await bench.send("DELETE").head.status == .ok)
        #expect(await give(bench.token()).kind == "application-not-found")
        try await bench.register()
        before = sessions.count
        #expect(await give(bench.token()).head.status == .ok && sessions.count == before + 1)
    }

    @Test func `operators see how often credentials were given, and from where`() async throws {
        try await bench.register()
        for _ in 0..<3 { _ = await give(bench.token()) }
        bench.trust()
        _ = await give(bench.token(["sub": "bob"]))
        let figures = await bench.send("GET", "/applications/figures", nil, user: "admin")
        #expect(figures.json == ["memory": 2, "shared": 0, "sts": 1, "failed": 1, "shortened": 0])
        #expect(await bench.send("GET", "/applications/figures").kind == "not-an-operator")
    }

    // MARK: What is refused

    @Test func `who isn't registered gets 404`() async {
        let answer = await give(bench.token())
        #expect(answer.head.status == .notFound && answer.kind == "application-not-found")
    }

    @Test(
        arguments: [
            (["exp": 1_700_000_000], "expired"), (["exp": .null], "claim"), (["exp": "x"], "claim"),
            (["nbf": 9_999_999_999], "not-yet"), (["iat": 9_999_999_999], "not-yet"),
            (["iss": "https://issuer.example/pool/"], "issuer"), (["iss": "https://issuer.example"], "issuer"),
            (["aud": "client-2"], "audience"), (["aud": ["client-11", "Client-1"]], "audience"), (["aud": []], "claim"),
        ] as [([String: JSONValue], String)])
    func `a token that claims something else is refused by a word`(
        _ changes: [String: JSONValue], _ reason: String
    ) async throws {
        try await bench.register()
        await expectRefusal(of: bench.token(changes), reason)
    }

    @Test(
        arguments: [
            (["kid": "RSA_0", "alg": "none"], "algorithm"), (["kid": "RSA_0", "alg": "HS256"], "algorithm"),
            (["kid": "RSA_0", "alg": "PS256"], "algorithm"), (["kid": "RSA_9", "alg": "RS256"], "unknown-key"),
            (["alg": "RS256"], "unknown-key"), (["kid": "EC384_0", "alg": "RS256"], "algorithm"),
            (["kid": "RSA_0", "alg": "RS256", "jku": "https://evil.example"], "header"),
            (["kid": "RSA_0", "alg": "RS256", "crit": ["x"]], "header"),
            (["kid": "RSA_0", "alg": "RS256", "typ": "JOSE"], "type"), ([], "malformed"),
        ] as [(JSONValue, String)])
    func `a token with another header is refused by a word`(_ header: JSONValue, _ reason: String) async throws {
        try await bench.register()
        await expectRefusal(of: bench.token(header: header), reason)
    }

    @Test func `a token that isn't signed by the issuer is refused by a word`() async throws {
        try await bench.register()
        let good = bench.token()
        await expectRefusal(of: bench.token(signedWith: TestSigningKey(.rs256)), "signature")
        let parts = good.split(separator: ".").map(String.init)
        await expectRefusal(of: "\(parts[0]).\(parts[1]).", "malformed")
        await expectRefusal(of: "\(parts[0]).\(parts[1])", "malformed")
        await expectRefusal(of: good + "=", "malformed")
        await expectRefusal(of: " " + good, "malformed")
        await expectRefusal(of: String(repeating: "a", count: 16_385), "malformed")
    }

    private func expectRefusal(of token: String, _ reason: String) async {
        let before = sessions.count
        let answer = await give(token)
        #expect(answer.head.status == .unauthorized && answer.kind == "token-refused")
        #expect(answer.json?["reason"]?.string == reason)
        #expect(answer["WWW-Authenticate"] == #"Bearer error="invalid_token""#)
        #expect(sessions.count == before && bench.grants.isEmpty)
        #expect(!String(decoding: answer.body, as: UTF8.self).contains(token))
    }

    @Test func `an algorithm that isn't registered is refused, though the issuer has a key for it`() async throws {
        try await bench.register(.registration(["algorithms": ["ES384"]]))
        await expectRefusal(of: bench.token(), "algorithm")
        #expect(await give(bench.token(header: ["kid": "EC384_0", "alg": "ES384"])).head.status == .ok)
    }

    @Test(
        arguments: [
            (["custom:tenant_id": .null], "custom:tenant_id", "missing"),
            (["custom:tenant_id": ["a": 1]], "custom:tenant_id", "wrong-type"),
            (["custom:tenant_id": ["a", "b"]], "custom:tenant_id", "list"),
            (["custom:tenant_id": "a*"], "custom:tenant_id", "forbidden-character"),
            (["custom:tenant_id": .string(String(repeating: "a", count: 257))], "custom:tenant_id", "too-long"),
            (["sub": .null], "sub", "missing"),
            (["sub": .string(String(repeating: "a", count: 65))], "sub", "too-long"),
        ] as [([String: JSONValue], String, String)])
    func `a claim that can't be used is 422 and named`(
        _ changes: [String: JSONValue], _ claim: String, _ reason: String
    ) async throws {
        try await bench.register()
        let answer = await give(bench.token(changes))
        #expect(answer.head.status == .unprocessableContent && answer.kind == "claim-refused")
        #expect(answer.json?["claim"]?.string == claim && answer.json?["reason"]?.string == reason)
    }

    @Test func `a role that doesn't let Latchkey in any more is 502`() async throws {
        try await bench.register()
        bench.trust()
        let answer = await give(bench.token())
        #expect(answer.head.status == .badGateway && answer.kind == "access-role-denied")
    }

    @Test func `what the operator took off the lists counts no more`() async throws {
        try await bench.register()
        let other = try BrokerBench(["LATCHKEY_BROKER_KEY_HOSTS": "other.example"])
        let items = bench.account.with { $0.applicationsTable.items }
        other.account.with { $0.applicationsTable.items = items }
        let answer = await other.send("POST", "/credentials", ["token": .string(bench.token())])
        #expect(answer.head.status == .forbidden && answer.kind == "key-host-not-allowed")
    }

    // MARK: The keys

    @Test func `without keys nothing is known about a token, and known keys stay in use`() async throws {
        try await bench.register()
        bench.issuer.fail(.notSent("down"))
        let answer = await give(bench.token())
        #expect(answer.head.status == .serviceUnavailable && answer.kind == "token-keys-unavailable")
        #expect(answer["Retry-After"] == "5")
        let second = try BrokerBench()
        try await second.register()
        let token = JSONValue.object([.init("token", .string(second.token()))])
        #expect(await second.send("POST", "/credentials", token).head.status == .ok)
        second.issuer.fail(.notSent("down"))
        #expect(await second.send("POST", "/credentials", token).head.status == .ok)
        #expect(second.issuer.requestCount == 2)
    }

    // MARK: How a token is sent

    @Test func `a service may send the token as a bearer token`() async throws {
        let told = await bench.send("GET", "/applications", nil, user: "billing")
        bench.trust(told.json?["external_id"]?.string)
        _ = await bench.send("POST", "/applications", .registration(), user: "billing")
        let field = ("HTTP_AUTHORIZATION", "bearer \(bench.token())")
        let accept = ("HTTP_ACCEPT", "application/json")
        #expect(await bench.send("POST", "/credentials", nil, user: "billing", [field, accept]).head.status == .ok)
        let body = JSONValue.object([.init("token", .string(bench.token()))])
        let both = await bench.send("POST", "/credentials", body, user: "billing", [field])
        #expect(both.head.status == .badRequest && both.json?["member"] == "token")
        let basic = ("HTTP_AUTHORIZATION", "Basic YTpi")
        #expect(await bench.send("POST", "/credentials", body, user: "billing", [basic]).head.status == .ok)
    }

    @Test func `of who has proved an IAM identity the body alone counts`() async throws {
        try await bench.register()
        let proof = ("HTTP_AUTHORIZATION", "Bearer \(bench.token(["sub": "bob"]))")
        #expect(await give(bench.token(), [proof]).head.status == .ok)
        #expect(sessions.last?["SourceIdentity"] == "auth0=7C5f7c")
        let without = await bench.send("POST", "/credentials", nil, [proof, ("HTTP_ACCEPT", "application/json")])
        #expect(without.head.status == .badRequest && without.json?["member"] == "token")
    }

    @Test(
        arguments: [[:], ["token": .null], ["token": ""], ["token": 5], ["jwt": "x"], ["token": ["x"]]] as [JSONValue])
    func `a body without a token is refused`(_ body: JSONValue) async throws {
        try await bench.register()
        let answer = await bench.send("POST", "/credentials", body)
        #expect(answer.head.status == .badRequest && answer.kind == "malformed-request")
    }

    // MARK: Clients of iam-session-broker

    @Test func `a token in a URL is taken where the operator says so, and the answers are theirs`() async throws {
        let path = "/credentials?jwt="
        try await bench.register()
        #expect(await bench.send("GET", path + bench.token()).head.status == .methodNotAllowed)
        let bench = try BrokerBench(["LATCHKEY_BROKER_TOKEN_IN_URL": "on"])
        let unknown = await bench.send("GET", path + bench.token())
        #expect(unknown.head.status == .notFound && unknown.json?["message"] == "Application app does not exist")
        try await bench.register()
        let answer = await bench.send("GET", path + bench.token())
        #expect(answer.head.status == .ok && answer.json?["AccessKeyId"] == "ASIA")
        #expect(await bench.send("GET", "\(path)a&jwt=b").head.status == .badRequest)
        for target in ["/credentials", path, "/credentials?token=x"] {
            let missing = await bench.send("GET", target)
            #expect(missing.head.status == .badRequest && missing.json?["message"] == "Missing jwt parameter")
        }
        let refused = await bench.send("GET", path + bench.token(["exp": 1_700_000_000]))
        #expect(refused.head.status == .unauthorized && refused.json?["statusCode"] == 401)
        #expect(refused.json?["message"] == "Could not verify JWT: expired")
    }

    // MARK: What happens meanwhile

    /// STS may take longer than it takes a change to count.
    @Test(arguments: ["removed", "changed", "revoked"])
    func `what AWS made for a registration that is another by then isn't given`(_ change: String) async throws {
        let registration = try #require(try await bench.register().json?["registration"])
        let before = bench.account.with { $0.applicationsTable.items }
        switch change {
        case "removed": _ = await bench.send("DELETE")
        case "changed":
            let other = registration.with("duration", 1_200)
            _ = await bench.send("PUT", "/applications", other, [("HTTP_IF_MATCH", "*")])
        default: _ = await bench.send("POST", "/applications/revocations", ["person": "auth0|5f7c"])
        }
        // It happens on another node, once this one has asked STS.
        let after = bench.account.with { $0.applicationsTable.items }
        bench.account.with { $0.applicationsTable.items = before }
        bench.service.records.forget(try #require(ApplicationIdentity("aws:123456789012:role:app")))
        bench.whileOpening { world in
            world.applicationsTable.items = after
            bench.pass(3)
        }
        let answer = await give(bench.token())
        #expect(answer.head.status != .ok && !String(decoding: answer.body, as: UTF8.self).contains("ASIA"))
        let record = try JSONReader.read(Array(try #require(bench.audit.split(separator: "\n").last).utf8))
        #expect(record["action"] == "issue-credentials" && record["result"]?.string == answer.kind)
    }

    // MARK: Audit

    @Test func `every grant is recorded without a secret, and without a record nothing is given`() async throws {
        try await bench.register()
        let (token, nameless) = (bench.token(["jti": "id-1"]), bench.token(["jti": .null]))
        _ = await give(token)
        _ = await give(nameless)
        let facts = bench.grants
        #expect(facts.map { $0["person"] } == ["auth0=7C5f7c", "auth0=7C5f7c"])
        #expect(facts[0]["jti"] == "id-1" && facts[1]["jti"] == nil)
        #expect(facts[1]["token_sha256"]?.string?.utf8.count == 64)
        #expect(facts[0]["tags"] == ["TenantID": "yellow"] && facts[0]["access_key_id"] == "ASIA")
        #expect(!bench.audit.contains(token) && !bench.audit.contains(nameless))
        try bench.breakAudit()
        for changes in [["jti": "id-2"], ["sub": "bob"]] as [[String: JSONValue]] {
            let answer = await give(bench.token(changes))
            #expect(answer.kind == "audit-unavailable")
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("ASIA"))
        }
    }

    @Test func `a token that is sent again is given the same, which is recorded once`() async throws {
        try await bench.register()
        let token = bench.token()
        for _ in 0..<3 { #expect(await give(token).head.status == .ok) }
        #expect(bench.grants.count == 1)
        try bench.breakAudit()
        #expect(await give(token).head.status == .ok)
    }

    @Test func `what is refused by STS is recorded as intended, and why nothing came of it`() async throws {
        try await bench.register()
        bench.trust(nil)
        #expect(await give(bench.token()).head.status != .ok)
        let results = bench.audit.split(separator: "\n").filter { $0.contains("issue-credentials") }.map {
            (try? JSONReader.read(Array($0.utf8)))?["result"]?.string
        }
        #expect(results.count == 2 && results[0] == "intended" && results[1] != "done")
    }
}

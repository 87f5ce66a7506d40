import AWS
import Applications
import FastCGI
import Formats
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import broker

@Suite(.timeLimit(.minutes(1))) struct ApplicationRoutesTests {
    private let bench: BrokerBench

    init() throws { bench = try BrokerBench() }

    // MARK: Registering

    @Test func `who isn't registered is told what a role's trust policy needs`() async throws {
        let answer = await bench.send("GET")
        #expect(answer.head.status == .notFound && answer.kind == "application-not-found")
        #expect(answer.json?["external_id"]?.string?.utf8.count == 43)
        #expect(answer["Cache-Control"] == "no-store")
    }

    @Test func `an application registers, and is answered its registration with an entity tag`() async throws {
        let answer = try await bench.register()
        #expect(answer.head.status == .created && answer["Location"] == "/applications")
        #expect(answer.json?["name"] == "aws:123456789012:role:app" && answer.json?["unique_id"] == "AROAAPP")
        let shown = await bench.send("GET")
        #expect(shown.head.status == .ok && shown.json == answer.json && shown["ETag"] == answer["ETag"])
        #expect(shown.json?["registration"]?["duration"] == 3_600)
        #expect(try #require(answer["ETag"]).hasPrefix("\"1."))
    }

    @Test func `what is answered can be sent again to change it`() async throws {
        let first = try await bench.register()
        let registration = try #require(first.json?["registration"])
        let tag = try #require(first["ETag"])
        let changed = await bench.send("PUT", "/applications", registration, [("HTTP_IF_MATCH", tag)])
        #expect(changed.head.status == .ok && changed.json?["registration"] == registration)
        #expect(changed["ETag"] != tag)
        let late = await bench.send("PUT", "/applications", registration, [("HTTP_IF_MATCH", tag)])
        #expect(late.head.status == .preconditionFailed && late.kind == "application-changed")
        let blind = await bench.send("PUT", "/applications", registration)
        #expect(blind.head.status == .preconditionRequired && blind.kind == "precondition-missing")
        let any = await bench.send("PUT", "/applications", registration, [("HTTP_IF_MATCH", "*")])
        #expect(any.head.status == .ok)
    }

    @Test func `who registers twice gets 409, and who removes twice 404`() async throws {
        try await bench.register()
        #expect(await bench.send("POST", .registration()).kind == "application-exists")
        let removed = await bench.send("DELETE")
        #expect(removed.head.status == .ok && removed.body.isEmpty)
        let again = await bench.send("DELETE")
        #expect(again.head.status == .notFound && again.json?["statusCode"] == 404)
        #expect(again.json?["message"] == "Application app does not exist")
    }

    @Test func `a removal with an entity tag is for that version`() async throws {
        try await bench.register()
        let refused = await bench.send("DELETE", "/applications", nil, [("HTTP_IF_MATCH", "\"1.x\"")])
        #expect(refused.head.status == .preconditionFailed)
        #expect(await bench.send("GET").head.status == .ok)
    }

    @Test func `a role that isn't proved is 422, with the ExternalId that it has to ask for`() async throws {
        let told = await bench.send("GET")
        let answer = await bench.send("POST", .registration())
        #expect(answer.head.status.code == 422 && answer.json?["reason"] == "denied")
        #expect(answer.json?["external_id"] == told.json?["external_id"])
    }

    @Test(
        arguments: [
            (.registration(["issuer": .null]), 400, "malformed-request", "issuer"),
            (.registration(["tags": [["tag": "a"]]]), 400, "malformed-request", "tags.[0].claim"),
            (.registration(["ExternalId": "mine"]), 400, "malformed-request", "ExternalId"),
            (.registration(["role_arn": "arn:aws:iam::123456789012:role/admin"]), 403, "role-not-allowed", nil),
            (.registration(["jwks_url": "https://169.254.169.254/keys"]), 403, "key-host-not-allowed", nil),
            (.array([]), 400, "malformed-request", "body"),
        ] as [(JSONValue, Int, String, String?)])
    func `a body that can't be is refused, and nothing is written`(
        _ body: JSONValue, _ status: Int, _ kind: String, _ member: String?
    ) async {
        let answer = await bench.send("POST", body)
        #expect(answer.head.status.code == status && answer.kind == kind)
        if let member { #expect(answer.json?["member"]?.string == member) }
        #expect(bench.account.with { $0.applicationsTable.items.isEmpty })
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", ""])
    func `a body of another type is refused`(_ type: String) async throws {
        let request = Request.make(
            "POST", "/applications", user: "billing", body: JSONValue.registration().text, [("CONTENT_TYPE", type)])
        #expect([400, 403, 415].contains(await bench.ask(request).head.status.code))
        #expect(bench.account.with { $0.applicationsTable.items.isEmpty })
    }

    @Test func `a request of another site is refused`() async throws {
        try await bench.register()
        let further = [("HTTP_ORIGIN", "https://evil.example"), ("HTTP_IF_MATCH", "*")]
        for method in ["POST", "PUT", "DELETE"] {
            let body: JSONValue? = method == "DELETE" ? nil : .registration()
            #expect(await bench.send(method, "/applications", body, further).kind == "forged-request")
        }
        #expect(await bench.send("GET").head.status == .ok)
    }

    // MARK: Clients of iam-session-broker

    @Test func `a client of iam-session-broker is answered in its words`() async throws {
        let bench = try BrokerBench(["LATCHKEY_BROKER_ROLES": "arn:aws:iam::123456789012:role/*"])
        bench.account.with { $0.roles["tenants"] = .init(arn: "arn:aws:iam::123456789012:role/tenants") }
        let first = try await bench.register(.sessionBroker())
        #expect(first.head.status == .created && first.body.isEmpty)
        let second = await bench.send("POST", .sessionBroker())
        #expect(second.head.status == .badRequest && second.json?["statusCode"] == 400)
        #expect(second.json?["message"] == "Application app already exists")
        let shown = await bench.send("GET")
        #expect(shown.json?["registration"]?["role_arn"] == "arn:aws:iam::123456789012:role/tenants")
        #expect(await bench.send("DELETE").head.status == .ok)
    }

    @Test func `a client of iam-session-broker has to name the issuer and the audience`() async throws {
        for member in ["issuer", "audience"] {
            let answer = await bench.send("POST", .sessionBroker([member: .null]))
            #expect(answer.head.status == .badRequest && answer.json?["member"]?.string == member)
            #expect(answer.json?["statusCode"] == 400 && answer.json?["message"] == answer.json?["detail"])
        }
    }

    @Test func `an operator can say the issuer and the audience of such clients`() async throws {
        let bench = try BrokerBench([
            "LATCHKEY_BROKER_ROLES": "arn:aws:iam::123456789012:role/*", "LATCHKEY_BROKER_AUDIENCE": "usual",
            "LATCHKEY_BROKER_ISSUER": "https://issuer.example/usual",
        ])
        bench.account.with { $0.roles["tenants"] = .init(arn: "arn:aws:iam::123456789012:role/tenants") }
        #expect(try await bench.register(.sessionBroker(["issuer": .null, "audience": .null])).head.status == .created)
        let shown = await bench.send("GET").json?["registration"]
        #expect(shown?["issuer"] == "https://issuer.example/usual" && shown?["audience"] == "usual")
        _ = await bench.send("DELETE")
        #expect(try await bench.register(.sessionBroker(["audience": "own"])).head.status == .created)
        #expect(await bench.send("GET").json?["registration"]?["audience"] == "own")
        // A registration of this server's own form always says both.
        let answer = await bench.send("POST", .registration(["audience": .null]))
        #expect(answer.head.status == .badRequest)
    }

    // MARK: Audit

    @Test func `every change has two audit records, and a refusal tells why`() async throws {
        _ = await bench.send("POST", .registration())
        try await bench.register()
        _ = await bench.send("DELETE")
        let results = bench.audit.split(separator: "\n").compactMap { line -> String? in
            let json = try? JSONReader.read(Array(line.utf8))
            return json.map {
                "\($0["action"]?.string ?? "") \($0["result"]?.string ?? "") \($0["caller"]?.string ?? "")"
            }
        }
        let name = "aws:123456789012:role:app"
        #expect(
            results == [
                "register-application intended \(name)", "register-application role-not-proved \(name)",
                "register-application intended \(name)", "register-application done \(name)",
                "remove-application intended \(name)", "remove-application done \(name)",
            ])
        #expect(bench.audit.contains("https://issuer.example/pool") && bench.audit.contains("role/access/tenants"))
    }

    @Test func `without an audit record nobody registers, and everybody can remove themselves`() async throws {
        try await bench.register()
        try bench.breakAudit()
        #expect(await bench.send("DELETE").head.status == .ok)
        #expect(await bench.send("POST", .registration()).kind == "audit-unavailable")
    }
}

import AWS
import Formats
import HTTPTypes
import IdentityProofs
import Testing
import Transport

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct ProofMakerTests {
    private static let url = "https://tools.example.com"

    /// The proof that was printed.
    private func proof(_ bench: ToolBench) throws -> SignedIdentity {
        let output = try #require(bench.output.hasPrefix("IAM ") && bench.output.hasSuffix("\n") ? bench.output : nil)
        return try SignedIdentity(encoded: output.dropFirst(4).dropLast())
    }

    @Test func `a signed identity is printed as the value of a header field`() async throws {
        let bench = ToolBench()
        #expect(await bench.run("identity", "--server", Self.url + "/report") == .success)
        let proof = try proof(bench)
        #expect(proof.accessKeyID.rawValue == "AKIAIOSFODNN7EXAMPLE")
        #expect(proof.nonce.description == Base64URL.encode(Array(repeating: 7, count: 16)))
        #expect(proof.date.timestamp == "20261125T094640Z")
        // The server's first, as the person names none.
        #expect(proof.region.rawValue == "eu-west-1")
        #expect(bench.errors.isEmpty)
        #expect(bench.asked == ["/auth/challenge"])
        // No proof, and nothing else of the person, is sent on the way.
        let asked = try #require(bench.requests.first { $0.action == nil })
        #expect(asked.head.headerFields[.authorization] == nil && asked.body.isEmpty)
    }

    @Test(
        arguments: [
            (["AWS_REGION": "us-east-1"], #""eu-west-1","us-east-1""#, "us-east-1"),
            (["AWS_REGION": "us-west-2"], #""eu-west-1","us-east-1""#, "eu-west-1"),
            ([:], #""cn-north-1","us-gov-west-1","eu-west-2""#, "eu-west-2"),
            ([:], "", "us-east-1"), (["AWS_REGION": "us-west-2"], "", "us-west-2"),
        ] as [([String: String], String, String)])
    func `the Region is one that the server names and the person can use`(
        environment: [String: String], regions: String, chosen: String
    ) async throws {
        let bench = ToolBench(
            environment: ToolBench.keys.merging(environment) { $1 },
            server: ServerAnswers.with(ServerAnswers.terms(regions: regions)))
        #expect(await bench.run("identity", "--server", Self.url) == .success)
        #expect(try proof(bench).region.rawValue == chosen)
    }

    @Test func `with a Region from the person nobody is asked`() async throws {
        let bench = ToolBench()
        #expect(await bench.run("identity", "--server", Self.url, "--region", "ap-south-1") == .success)
        #expect(try proof(bench).region.rawValue == "ap-south-1")
        #expect(bench.requests.isEmpty)
    }

    @Test(
        arguments: [
            (.fail(.notSent("Could not resolve host")), "can't be reached: Could not resolve host"),
            (.fail(.deadlineExceeded), "didn't answer in time"),
            (.fail(.responseTooLarge(limit: 1)), "answered with too much"),
            (.answer(302, "", [.location: "https://evil.example/"]), "points to another address, which isn't followed"),
            (.answer(404, "no"), "has no sign-in with IAM identities"),
            (.answer(503, #"{"title":"Down\nfor now"}"#), "refuses with the status 503: Down for now"),
            (.ok("<html>"), "gave an answer that isn't Latchkey's: it is no JSON object"),
            (.ok("{}"), "gave an answer that isn't Latchkey's: account is no account's number"),
        ] as [(ToolBench.Answer, String)])
    func `a server that doesn't say what it takes gets a proof for the person's Region, and a note tells so`(
        answer: ToolBench.Answer, words: String
    ) async throws {
        let bench = ToolBench(
            environment: ToolBench.keys.merging(["AWS_REGION": "us-west-2"]) { $1 }, server: { _ in answer })
        #expect(await bench.run("identity", "--server", Self.url) == .success)
        #expect(try proof(bench).region.rawValue == "us-west-2")
        #expect(
            bench.errors == [
                "\(Self.url) \(words); so it isn't known which proofs it takes, and us-west-2 was chosen"
            ])
        // Where it points to isn't asked.
        #expect(bench.asked == ["/auth/challenge"])
    }

    @Test(
        arguments: [
            (
                ServerAnswers.terms(account: "210987654321"), [], .noPermission,
                "lets in identities of the account 210987654321"
            ),
            (ServerAnswers.terms(server: "other.example.com"), [], .configuration, "is called other.example.com"),
            (
                ServerAnswers.terms(server: "tools.example.com:8443"), [], .configuration,
                "is called tools.example.com:8443"
            ),
            (
                ServerAnswers.terms(regions: #""cn-north-1""#), [], .unavailable,
                "asks STS in no Region of your partition, aws"
            ),
            (
                ServerAnswers.terms(proofs: #""token""#), ["--proof", "signed"], .unavailable,
                "doesn't take --proof signed: it takes token"
            ),
            (
                ServerAnswers.terms(proofs: ""), ["--proof", "token"], .unavailable,
                "doesn't take --proof token: it takes none"
            ),
            (ServerAnswers.terms(proofs: #""kms""#), [], .unavailable, "takes no proof that this version makes"),
            (ServerAnswers.terms(proofs: ""), [], .unavailable, "use “latchkey proxy --allow-kms-key ARN”"),
        ] as [(String, [String], Latchkey.Status, String)])
    func `a server that can't take a proof of this person gets none`(
        terms: String, more: [String], status: Latchkey.Status, words: String
    ) async {
        let bench = ToolBench(server: ServerAnswers.with(terms))
        guard case .perform(let command) = Invocation(["identity", "--server", Self.url] + more) else {
            Issue.record("\(more)")
            return
        }
        #expect(await command.status(in: bench.context) == status)
        #expect(bench.output.isEmpty)
        #expect(bench.errors.count == 1 && bench.errors[0].contains(words), "\(bench.errors)")
        #expect(bench.errors.first?.hasPrefix(Self.url) == true)
    }

    @Test func `credentials that AWS doesn't know make no proof`() async {
        let bench = ToolBench(sts: { _ in STSAnswers.error("ExpiredToken") })
        #expect(await bench.run("identity", "--server", Self.url) == .noPermission)
        #expect(bench.output.isEmpty && bench.errors.count == 1)
        let odd = ToolBench(environment: ToolBench.keys.merging(["AWS_ACCESS_KEY_ID": "test"]) { $1 })
        #expect(await odd.run("identity", "--server", Self.url) == .configuration)
        #expect(odd.output.isEmpty && odd.errors.count == 1)
    }

    @Test func `a token is one for this server alone`() async throws {
        let bench = ToolBench()
        #expect(await bench.run("identity", "--server", Self.url, "--proof", "token") == .success)
        #expect(bench.output == "Bearer \(STSAnswers.token)\n")
        let request = try #require(bench.requests.first { $0.action == "GetWebIdentityToken" })
        #expect(
            request.text == "Action=GetWebIdentityToken&Version=2011-06-15&Audience.member.1=tools.example.com"
                + "&SigningAlgorithm=ES384&DurationSeconds=300")
        #expect(request.head.authority == "sts.eu-west-1.amazonaws.com")
        let authorization = request.head.headerFields[.authorization] ?? ""
        #expect(authorization.contains("/eu-west-1/sts/aws4_request"))
    }

    @Test func `a server that takes tokens alone gets one`() async {
        let bench = ToolBench(server: ServerAnswers.with(ServerAnswers.terms(proofs: #""token""#)))
        #expect(await bench.run("identity", "--server", Self.url, "--algorithm", "RS256") == .success)
        #expect(bench.output.hasPrefix("Bearer "))
        #expect(bench.requests.last?.text.contains("SigningAlgorithm=RS256") == true)
    }

    @Test(arguments: [
        ("2026-11-25T09:48:40Z", 120), ("2026-11-25T09:46:50Z", 60), ("2026-11-26T00:00:00Z", 300),
    ])
    func `a token ends no later than the credentials, if AWS makes so short a one`(end: String, seconds: Int) async {
        let environment = ToolBench.keys.merging(["AWS_SESSION_TOKEN": "t", "AWS_CREDENTIAL_EXPIRATION": end]) { $1 }
        let bench = ToolBench(environment: environment)
        #expect(await bench.run("identity", "--server", Self.url, "--proof", "token") == .success)
        #expect(bench.requests.last?.text.hasSuffix("&DurationSeconds=\(seconds)") == true)
    }

    @Test(arguments: ["", "a.b", "a.b.c.d", "a..c", "a.b.c\n", "a.b.c d", "a.b.c\u{e9}"])
    func `what STS gives in place of a token isn't passed on`(text: String) async {
        let bench = ToolBench(sts: { action in
            action == "GetWebIdentityToken"
                ? STSAnswers.wrap(action, "<WebIdentityToken>\(text)</WebIdentityToken>") : STSAnswers.alice(action)
        })
        #expect(await bench.run("identity", "--server", Self.url, "--proof", "token") == .badAnswer)
        #expect(bench.output.isEmpty)
    }

    @Test func `an account that issues no tokens is told how it would`() async {
        let bench = ToolBench(sts: { action in
            action == "GetWebIdentityToken"
                ? STSAnswers.error("OutboundWebIdentityFederationDisabledException") : STSAnswers.alice(action)
        })
        #expect(await bench.run("identity", "--server", Self.url, "--proof", "token") == .configuration)
        #expect(bench.errors.count == 1 && bench.errors[0].contains("--proof signed"))
    }

    @Test func `programs are told what is known of the proof`() async throws {
        let bench = ToolBench()
        #expect(await bench.run("identity", "--server", Self.url, "--output", "json") == .success)
        let json = try JSONReader.read(Array(bench.output.utf8))
        #expect(json["server"] == "tools.example.com" && json["proof"] == "signed" && json["expires_at"] == .null)
        #expect(json["issued_at"] == "2026-11-25T09:46:40Z")
        #expect(json["authorization"]?.string?.hasPrefix("IAM ") == true)
        let token = ToolBench()
        #expect(await token.run("identity", "--server", Self.url, "--output", "json", "--proof", "token") == .success)
        #expect(try JSONReader.read(Array(token.output.utf8))["expires_at"] == "2026-11-25T10:00:00Z")
    }

    @Test func `secrets are in nothing but the proof`() async {
        let environment = ToolBench.keys.merging(["AWS_SESSION_TOKEN": "very-secret-token"]) { $1 }
        for terms in [ServerAnswers.terms(), ServerAnswers.terms(account: "210987654321"), "nonsense"] {
            let bench = ToolBench(environment: environment, server: ServerAnswers.with(terms))
            _ = await bench.run("identity", "--server", Self.url)
            let said = bench.errors.joined() + bench.output
            #expect(!said.contains("very-secret") && !said.contains("wJalrXUtnFEMI"))
        }
    }
}

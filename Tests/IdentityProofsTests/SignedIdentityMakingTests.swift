import AWS
import Formats
import FoundationEssentials
import IdentityProofs
import Secrets
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct SignedIdentityMakingTests {
    private struct Case: Decodable {
        var accessKeyID: String
        var secretAccessKey: String
        var sessionToken: String?
        var time: Int
        var region: String
        var server: String
        var nonce: String
        var proof: [String: String]

        var credentials: Credentials {
            Credentials(
                accessKeyID: accessKeyID, secretAccessKey: Secret(secretAccessKey),
                sessionToken: sessionToken.map { Secret($0) })
        }
    }

    @Test func `a signed identity is what botocore's SigV4Auth makes of the same request`() async throws {
        let seed = Int.random(in: 0..<1_000_000_000)
        let cases: [Case] = try await Python.json("botocore_signed_identities.py", [String(seed), "200"])
        #expect(cases.count == 200)
        for (number, example) in cases.enumerated() {
            let label: Comment = "seed \(seed), case \(number)"
            let (region, server) = (Region(example.region), ServerName(example.server))
            let made = SignedIdentity(
                signing: example.credentials, for: try #require(server, label), in: try #require(region, label),
                nonce: try #require(ProofNonce(example.nonce), label),
                at: Date(timeIntervalSince1970: Double(example.time)))
            let text = try #require(made, label).authorization.reveal()
            #expect(text.hasPrefix("IAM "), label)
            let json = try JSONReader.read(try #require(Base64URL.decode(text.dropFirst(4)), label))
            guard case .object(let members) = json else {
                Issue.record("no object: \(label)")
                continue
            }
            let proof = Dictionary(members.map { ($0.name, $0.value.string ?? "") }) { first, _ in first }
            #expect(proof == example.proof, label)
            #expect(members.count == example.proof.count, label)
        }
    }

    @Test func `the server reads what the client makes`() throws {
        let credentials = Credentials(
            accessKeyID: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("s"),
            sessionToken: Secret("a-session-token+/=="))
        let server = try #require(ServerName("tools.example.com"))
        let nonce = try #require(ProofNonce(bytes: Array(0..<16)))
        let signed = SignedIdentity(
            signing: credentials, for: server, in: Partition.aws.iamSigningRegion,
            nonce: nonce, at: Date())
        let made = try #require(signed)
        let text = made.authorization.reveal().dropFirst("IAM ".count)
        #expect(try SignedIdentity(encoded: text) == made)
    }

    @Test func `an access key ID that AWS doesn't make is refused`() throws {
        for id in ["", "short", "AKIA\nIOSFODNN7EXAMPLE", "AKIA IOSFODNN7EXAMPLE", String(repeating: "A", count: 129)] {
            let credentials = Credentials(accessKeyID: id, secretAccessKey: Secret("s"))
            let made = SignedIdentity(
                signing: credentials, for: try #require(ServerName("a")), in: Partition.aws.iamSigningRegion,
                nonce: try #require(ProofNonce(bytes: Array(0..<16))), at: Date())
            #expect(made == nil, "\(id)")
        }
    }
}

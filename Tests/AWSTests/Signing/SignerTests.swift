import AWS
import Cryptography
import Formats
import FoundationEssentials
import Secrets
import TestSupport
import Testing

struct SignerTests {
    private func key(_ region: String = "us-east-1", _ service: String = "iam") -> SigningKey {
        SigningKey(
            secretAccessKey: Credentials.example.secretAccessKey,
            scope: CredentialScope(day: "20150830", region: region, service: service))
    }

    @Test func `the stages of AWS's documented example are as documented`() {
        let request = SigningRequest(
            method: "GET", path: "/", query: "Action=ListUsers&Version=2010-05-08",
            fields: [
                .init("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                .init("Host", "iam.amazonaws.com"), .init("X-Amz-Date", "20150830T123600Z"),
            ])
        let canonical = CanonicalRequest(request)
        #expect(
            Hexadecimal.encode(SHA256.digest(canonical.bytes))
                == "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59")
        #expect(canonical.signedFields == "content-type;host;x-amz-date")
        let key = key()
        let stringToSign = StringToSign(canonical, date: SigningDate(.example), scope: key.scope)
        #expect(
            String(decoding: stringToSign.bytes, as: UTF8.self) == """
                AWS4-HMAC-SHA256
                20150830T123600Z
                20150830/us-east-1/iam/aws4_request
                f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59
                """)
        #expect(
            key.signature(of: stringToSign.bytes)
                == "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
    }

    @Test func `the fields to add are the date, the token if there is one, and the authorization`() {
        let request = SigningRequest(
            method: "POST", path: "/", fields: [.init("Host", "iam.amazonaws.com")])
        var credentials = Credentials.example
        let signer = Signer(credentials: credentials, key: key(), date: SigningDate(.example))
        #expect(signer.fields(signing: request).map(\.name) == ["X-Amz-Date", "Authorization"])
        credentials.sessionToken = Secret("token")
        let withToken = Signer(credentials: credentials, key: key(), date: SigningDate(.example))
        let fields = withToken.fields(signing: request)
        #expect(fields.map(\.name) == ["X-Amz-Date", "X-Amz-Security-Token", "Authorization"])
        #expect(fields.last?.value.contains("SignedHeaders=host;x-amz-date;x-amz-security-token") == true)
    }

    struct Case: Decodable {
        var method: String
        var path: String
        var query: String
        var fields: [[String]]
        var body: Data
        var accessKeyID: String
        var secretAccessKey: String
        var sessionToken: String?
        var time: Int
        var region: String
        var service: String
        var expires: Int
        var authorization: String?
        var presignedQuery: String?
    }

    @Test(.timeLimit(.minutes(1))) func `signatures in fields and in queries are the same as botocore's`() async throws
    {
        let seed = Int.random(in: 0..<1_000_000_000)
        let cases: [Case] = try await Python.json("botocore_signatures.py", [String(seed), "600"])
        #expect(cases.count == 600)
        var compared = (headers: 0, queries: 0)
        for (number, example) in cases.enumerated() {
            let label: Comment = "seed \(seed), case \(number)"
            let date = SigningDate(Date(timeIntervalSince1970: Double(example.time)))
            let scope = CredentialScope(day: date.day, region: example.region, service: example.service)
            let credentials = Credentials(
                accessKeyID: example.accessKeyID, secretAccessKey: Secret(example.secretAccessKey),
                sessionToken: example.sessionToken.map { Secret($0) })
            let signer = Signer(
                credentials: credentials,
                key: SigningKey(secretAccessKey: credentials.secretAccessKey, scope: scope), date: date)
            let request = SigningRequest(
                method: example.method, path: example.path, query: example.query,
                fields: example.fields.map { .init($0[0], $0[1]) },
                body: Array(example.body))
            if let expected = example.authorization {
                #expect(signer.fields(signing: request).last?.value == expected, label)
                compared.headers += 1
            }
            if let expected = example.presignedQuery {
                let added = signer.queryItems(presigning: request, expires: example.expires).map {
                    "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))"
                }
                let parts = (request.query.isEmpty ? [] : [request.query]) + added
                #expect(parts.joined(separator: "&") == expected, label)
                compared.queries += 1
            }
        }
        #expect(compared.headers == 400 && compared.queries == 200)
    }
}

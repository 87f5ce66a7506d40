import AWS
import FoundationEssentials
import Secrets
import Testing

@testable import IdentityProofs

@Suite struct SignedIdentityRequestTests {
    private static let hosts = [
        ("eu-central-1", "sts.eu-central-1.amazonaws.com"), ("cn-north-1", "sts.cn-north-1.amazonaws.com.cn"),
        ("us-gov-west-1", "sts.us-gov-west-1.amazonaws.com"), ("eusc-de-east-1", "sts.eusc-de-east-1.amazonaws.eu"),
    ]

    @Test func `the server's name and the nonce are among the signed fields`() throws {
        let region = try #require(Region("eu-central-1"))
        let request = SignedIdentity.request(
            for: try #require(ServerName("tools.example.com")),
            nonce: try #require(ProofNonce("AAECAwQFBgcICQoLDA0ODw")),
            in: region)
        let date = try #require(SigningDate(timestamp: "20261121T022417Z"))
        let credentials = Credentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("secret"), sessionToken: Secret("token"))
        let key = SigningKey(
            secretAccessKey: credentials.secretAccessKey,
            scope: CredentialScope(day: date.day, region: region.rawValue, service: "sts"))
        var authorization: [UInt8] = []
        Signer(credentials: credentials, key: key, date: date).sign(request) { name, value in
            if name == "Authorization" { authorization = value.indices.map { value[$0] } }
        }
        #expect(
            String(decoding: authorization, as: UTF8.self).contains(
                "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-latchkey-nonce;x-latchkey-server,"))
    }

    @Test func `client and server sign for STS's ordinary host of the Region`() throws {
        for (name, host) in Self.hosts {
            #expect(SignedIdentity.host(of: try #require(Region(name))) == host)
        }
    }

    @Test func `STS is asked at that host, whatever the settings for FIPS and dual-stack`() throws {
        var endpoints = Endpoints(region: try #require(Region("us-east-1")))
        endpoints.usesFIPS = true
        endpoints.usesDualStack = true
        for (name, host) in Self.hosts {
            let url = SignedIdentity.endpoint(of: try #require(Region(name)), among: endpoints)
            #expect(url.rawValue == "https://\(host)")
        }
    }

    @Test func `AWS's own variable names another place where the server asks`() throws {
        let region = try #require(Region("us-east-1"))
        let endpoints = try Endpoints(region: region, environment: ["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:4566"])
        #expect(SignedIdentity.endpoint(of: region, among: endpoints).rawValue == "http://127.0.0.1:4566")
    }
}

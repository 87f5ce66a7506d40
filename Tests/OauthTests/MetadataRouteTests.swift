import FastCGI
import Formats
import HTTPTypes
import Testing
import WebTestSupport

@testable import oauth

@Suite struct MetadataRouteTests {
    @Test func `the metadata says where everything is, to everybody`() async throws {
        let answer = await (try OAuthBench()).ask(.make("GET", "/.well-known/oauth-authorization-server", user: nil))
        let json = try #require(answer.json)
        #expect(answer.head.status == .ok && json["issuer"] == "https://portal.example")
        for (name, path) in [("authorization", "authorize"), ("token", "token"), ("revocation", "revoke")] {
            #expect(json["\(name)_endpoint"]?.string == "https://portal.example/api/oauth/\(path)")
        }
        #expect(json["code_challenge_methods_supported"] == ["S256"] && json["response_types_supported"] == ["code"])
        #expect(json["grant_types_supported"] == ["authorization_code", "refresh_token"])
        #expect(json["token_endpoint_auth_methods_supported"] == ["none"])
        #expect(json["authorization_response_iss_parameter_supported"] == true)
        #expect(json["aws_region"]?.string == "us-east-1")
    }
}

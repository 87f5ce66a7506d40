import AWS
import Formats
import HTTPTypes
import Web

/// `/.well-known/oauth-authorization-server`: where everything is (RFC 8414).
enum MetadataRoute {
    /// - Parameter region: that of Latchkey's own calls, in which people's tools begin where nobody has said another one.
    /// - Returns: the route, which is open to everybody.
    static func route(in region: Region) -> Route {
        Route(open: .get, "/.well-known/oauth-authorization-server", offers: [.json]) { context in
            .json(metadata(of: context.baseURL.description, in: region), caching: .briefly)
        }
    }

    private static func metadata(of issuer: String, in region: Region) -> JSONValue {
        [
            "issuer": .string(issuer), "authorization_endpoint": .string("\(issuer)/api/oauth/authorize"),
            "token_endpoint": .string("\(issuer)/api/oauth/token"),
            "revocation_endpoint": .string("\(issuer)/api/oauth/revoke"), "response_types_supported": ["code"],
            "response_modes_supported": ["query"], "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"], "token_endpoint_auth_methods_supported": ["none"],
            "revocation_endpoint_auth_methods_supported": ["none"], "scopes_supported": ["aws"],
            "authorization_response_iss_parameter_supported": true, "aws_region": .string(region.rawValue),
        ]
    }
}

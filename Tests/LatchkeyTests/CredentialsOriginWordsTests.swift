import AWS
import Formats
import Testing

@testable import latchkey

struct CredentialsOriginWordsTests {
    private static func role() throws -> ARN { try #require(ARN("arn:aws:iam::123456789012:role/r")) }

    @Test func `each origin is told to people and to programs`() throws {
        let role = try Self.role()
        let file = CredentialsOrigin.sharedFile(path: "/h/.aws/credentials", profile: "base")
        let told: [(CredentialsOrigin, String, String)] = [
            (.environment, "environment variables", #"{"type":"environment"}"#),
            (
                .webIdentity(role: role, tokenFile: "/t", profile: nil), "role \(role), with the token in /t",
                #"{"type":"web-identity","role_arn":"arn:aws:iam::123456789012:role/r","file":"/t"}"#
            ),
            (
                .webIdentity(role: role, tokenFile: "/t", profile: "p"),
                "profile p: role \(role), with the token in /t",
                #"{"type":"web-identity","profile":"p","role_arn":"arn:aws:iam::123456789012:role/r","file":"/t"}"#
            ),
            (
                file, "profile base in /h/.aws/credentials",
                #"{"type":"shared-file","profile":"base","file":"/h/.aws/credentials"}"#
            ),
            (
                .process(profile: "p"), "credential_process of the profile p",
                #"{"type":"credential-process","profile":"p"}"#
            ),
            (
                .assumedRole(role: role, profile: "p", source: file),
                "profile p: role \(role), by profile base in /h/.aws/credentials",
                #"{"type":"assumed-role","profile":"p","role_arn":"arn:aws:iam::123456789012:role/r","#
                    + #""source":{"type":"shared-file","profile":"base","file":"/h/.aws/credentials"}}"#
            ),
            (
                .session(of: role, by: .environment), "role \(role), by environment variables",
                #"{"type":"assumed-role","role_arn":"arn:aws:iam::123456789012:role/r","source":{"type":"environment"}}"#
            ),
            (
                .session(of: nil, by: .environment), "session of the user, by environment variables",
                #"{"type":"session","source":{"type":"environment"}}"#
            ),
            (
                .sso(
                    profile: "p", account: try #require(AccountID("123456789012")),
                    roleName: try #require(RoleName("Dev"))),
                "profile p: role Dev of the account 123456789012, by IAM Identity Center",
                #"{"type":"sso","profile":"p","account":"123456789012","role_name":"Dev"}"#
            ),
            (.container, "container endpoint", #"{"type":"container"}"#),
            (.instanceMetadata, "instance metadata", #"{"type":"instance-metadata"}"#),
        ]
        for (origin, words, json) in told {
            #expect(origin.words == words)
            #expect(origin.json.text == json)
        }
    }
}

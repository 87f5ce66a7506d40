import AWS
import Foundation
import HTTPTypes
import Secrets
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct CredentialsChainTests {
    private let keys = ["AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s"]
    private let webIdentity = [
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/r",
    ]
    private let container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"]
    private let files = [
        "/token": "a.b.c", "/h/.aws/credentials": "[default]\naws_access_key_id = AKIAFILE\naws_secret_access_key = s",
    ]

    @Test func `the first place that is set up gives the credentials`() async throws {
        let profile = ["HOME": "/h"]
        let all = [keys, webIdentity, profile, container].reduce(into: [:]) { $0.merge($1) { $1 } }
        #expect(try await load(all, files: files).accessKeyID == "AKIAENV")

        let withoutKeys = all.filter { keys[$0.key] == nil }
        let sts = ScriptedTransport([.ok(STSTests.response("AssumeRoleWithWebIdentity"))])
        #expect(try await load(withoutKeys, files: files, sts).accessKeyID == "ASIA1")
        #expect(sts.requests.first?.form["Action"] == "AssumeRoleWithWebIdentity")

        let withoutToken = withoutKeys.filter { webIdentity[$0.key] == nil }
        #expect(try await load(withoutToken, files: files).accessKeyID == "AKIAFILE")

        let endpoint = ScriptedTransport([.ok(CredentialsLookup.json)])
        #expect(try await load(container, endpoint).accessKeyID == "ASIA1")
        #expect(endpoint.requests.first?.head.authority == "169.254.170.2")
    }

    @Test func `it is told where credentials came from`() async throws {
        let role = try ARN.known("arn:aws:iam::123456789012:role/r")
        let profiles = [
            "/h/.aws/config": """
            [profile chained]
            role_arn = \(role)
            source_profile = keys
            [profile token]
            role_arn = \(role)
            web_identity_token_file = /token
            [profile process]
            credential_process = printf \'{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s"}\'
            """, "/h/.aws/credentials": "[keys]\naws_access_key_id = A\naws_secret_access_key = s", "/token": "a.b.c",
        ]
        func origin(
            _ environment: [String: String], profile: String? = nil, _ steps: ScriptedTransport.Step...
        ) async throws -> CredentialsOrigin {
            try await CredentialsLookup(
                environment: environment.merging(["HOME": "/h", "PATH": "/usr/bin:/bin"]) { own, _ in own },
                files: profiles, transport: ScriptedTransport(steps), profile: profile
            ).origin()
        }
        let file = CredentialsOrigin.sharedFile(path: "/h/.aws/credentials", profile: "keys")
        let (assumed, token) = (STSTests.response("AssumeRole"), STSTests.response("AssumeRoleWithWebIdentity"))
        #expect(try await origin(keys) == .environment)
        #expect(
            try await origin(webIdentity, .ok(token)) == .webIdentity(role: role, tokenFile: "/token", profile: nil))
        #expect(try await origin([:], profile: "keys") == file)
        #expect(
            try await origin([:], profile: "chained", .ok(assumed))
                == .assumedRole(role: role, profile: "chained", source: file))
        #expect(
            try await origin([:], profile: "token", .ok(token))
                == .webIdentity(role: role, tokenFile: "/token", profile: "token"))
        #expect(try await origin([:], profile: "process") == .process(profile: "process"))
        #expect(try await origin(container, .ok(CredentialsLookup.json)) == .container)
        #expect(
            try await origin([:], .ok("T"), .ok("role-1"), .ok(CredentialsLookup.json)) == .instanceMetadata)
    }

    @Test func `a profile that a person asks for counts more than the environment`() async throws {
        let all = keys.merging(webIdentity) { own, _ in own }.merging(["HOME": "/h", "AWS_PROFILE": "other"]) { $1 }
        let found = try await CredentialsLookup(environment: all, files: files, profile: "default").load()
        #expect(found.accessKeyID == "AKIAFILE")
        let missing = CredentialsLookup(environment: all, files: files, profile: "missing")
        #expect(try await missing.refusal().contains("profile missing"))
    }

    @Test func `the end of credentials in the environment is a variable`() async throws {
        let end = ["AWS_CREDENTIAL_EXPIRATION": "2015-08-30T13:36:00Z"]
        let found = try await load(keys.merging(end) { $1 })
        #expect(found.expiration == .example.addingTimeInterval(3_600))
        #expect(try await load(keys.merging(["AWS_CREDENTIAL_EXPIRATION": "soon"]) { $1 }).expiration == nil)
    }

    @Test func `the end of credentials is taken by our clock, however far it is from AWS's`() async throws {
        // They end an hour after AWS's time, which is 13 hours behind ours.
        let (date, end) = ("Sat, 29 Aug 2015 23:36:00 GMT", "2015-08-30T00:36:00Z")
        func response(_ body: String) -> ScriptedTransport.Step {
            .respond(status: 200, body: body.replacing("2015-08-30T13:36:00Z", with: end), fields: [.date: date])
        }
        let role = "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\ncredential_source = EcsContainer"
        let assumed = response(STSTests.response("AssumeRole"))
        let sources: [([String: String], [ScriptedTransport.Step])] = [
            (container, [response(CredentialsLookup.json)]),
            ([:], [.ok("T"), .ok("role-1"), response(CredentialsLookup.json)]),
            (webIdentity, [response(STSTests.response("AssumeRoleWithWebIdentity"))]),
        ]
        for (environment, steps) in sources {
            let found = try await load(environment, files: files, ScriptedTransport(steps))
            #expect(found.expiration == .example.addingTimeInterval(3_600), "\(environment)")
        }
        let profile = ["HOME": "/r", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"]
        let config = ["/r/.aws/config": role]
        let chained = ScriptedTransport([response(CredentialsLookup.json), assumed])
        #expect(try await load(profile, files: config, chained).expiration == .example.addingTimeInterval(3_600))
        // Those that have expired by AWS's clock have expired.
        let late = ScriptedTransport(
            Array(
                repeating: .respond(
                    status: 200, body: CredentialsLookup.json, fields: [.date: "Sun, 30 Aug 2015 14:36:00 GMT"]),
                count: 3))
        #expect(try await refusal(container, late).contains("expired"))
    }

    @Test func `a place that is set up and fails isn't passed over for the next one`() async throws {
        let broken = ["AWS_ACCESS_KEY_ID": "AKIAENV", "HOME": "/h"]
        #expect(try await refusal(broken, files: files).contains("AWS_SECRET_ACCESS_KEY"))
    }

    @Test func `without any place there are no credentials`() async throws {
        #expect(try await refusal(CredentialsLookup.noMetadata).hasPrefix("none in"))
    }
}

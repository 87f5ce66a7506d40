import AWS
import OAuthClient
import Reactor
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct ToolConfigurationTests {
    private static let path = "/h/.config/latchkey/config.yaml"

    private func configuration(_ files: [String: String]) throws(CommandError) -> ToolConfiguration {
        try ToolConfiguration.load(in: ToolBench(files: files).context)
    }

    @Test func `a file says who signs in, and which credentials have which name`() throws {
        let configuration = try configuration([
            Self.path: """
            default: work
            sign-ins:
              company: {portal: "https://latchkey.example.com/"}
              okta:
                issuer: https://example.okta.com
                client-id: 0oa123
                scopes: [openid, groups]
                parameters: {prompt: login}
                flow: implicit
                port: 8400
            profiles:
              work: {sign-in: company, role: alice}
              admin:
                sign-in: okta
                role-arn: arn:aws:iam::123456789012:role/staff/admin
                duration: 90m
                region: eu-west-1
                session-name: email
            """
        ])
        let company = SignInSettings(
            name: "company", kind: .portal, issuer: "https://latchkey.example.com", clientID: "latchkey", scopes: [])
        let okta = SignInSettings(
            name: "okta", kind: .provider, issuer: "https://example.okta.com", clientID: "0oa123",
            scopes: ["openid", "groups"], parameters: ["prompt": "login"], flow: .implicit, port: 8_400)
        #expect(configuration.signIns == ["company": company, "okta": okta])
        #expect(
            configuration.profiles["work"]
                == PersonalProfile(name: "work", signIn: company, role: .portal(name: "alice")))
        let role = try #require(ARN("arn:aws:iam::123456789012:role/staff/admin"))
        #expect(
            configuration.profiles["admin"]
                == PersonalProfile(
                    name: "admin", signIn: okta, role: .direct(role), durationSeconds: 5_400,
                    region: Region("eu-west-1"),
                    sessionNameClaim: "email"))
        #expect(configuration.defaultName == "work")
    }

    @Test func `a provider is asked for what most give, when nothing else is said`() throws {
        let configuration = try configuration([
            Self.path: "sign-ins:\n  a: {issuer: 'https://a.example.com/', client-id: x}\n"
        ])
        #expect(configuration.signIns["a"]?.scopes == ["openid", "profile", "email", "offline_access"])
        #expect(configuration.signIns["a"]?.flow == .code && configuration.signIns["a"]?.port == nil)
        #expect(configuration.signIns["a"]?.issuer == "https://a.example.com/")
    }

    @Test func `a person's own names count more than those of a portal, whose profiles keep its sign-in`() throws {
        let configuration = try configuration([
            Self.path: "sign-ins:\n  main: {portal: 'https://own.example.com'}\nprofiles:\n  work: {}\n",
            "/h/.config/latchkey/portals/b.yaml":
                "default: other\nsign-ins:\n  main: {portal: 'https://b.example.com'}\nprofiles:\n  work: {}\n  other: {}\n",
            "/h/.config/latchkey/portals/.c.yaml.new": "nonsense: [",
            "/h/.config/latchkey/portals/notes.txt": "nonsense: [",
        ])
        #expect(configuration.signIns["main"]?.issuer == "https://own.example.com")
        #expect(configuration.profiles["work"]?.signIn.issuer == "https://own.example.com")
        #expect(configuration.profiles["other"]?.signIn.issuer == "https://b.example.com")
        #expect(configuration.defaultName == "other")
    }

    @Test func `no file, an empty one and one of comments say nothing`() throws {
        for files in [[:], [Self.path: ""], [Self.path: "# Nothing yet.\n\n   # Nor here.\r\n"]] {
            let configuration = try configuration(files)
            #expect(configuration.profiles.isEmpty && configuration.signIns.isEmpty && configuration.defaultName == nil)
        }
    }

    @Test func `what could have been read is remembered with its version`() throws {
        let configuration = try configuration([Self.path: "profiles: {}\n"])
        #expect(configuration.sources.map(\.path) == ["/h/.config/latchkey/portals", Self.path])
        #expect(configuration.sources.map(\.version) == [nil, FileVersion(modified: 1, size: 13, inode: 1)])
    }

    @Test func `the name that counts is the given one, the variable's, the default, or the only one`() throws {
        let two = "sign-ins:\n  a: {portal: 'https://a.example.com'}\nprofiles:\n  x: {}\n  y: {}\n"
        func chosen(_ text: String, _ given: String?, _ variable: String?) throws -> String? {
            var environment = ToolBench.keys
            environment["LATCHKEY_PROFILE"] = variable
            let bench = ToolBench(environment: environment, files: [Self.path: text])
            return try ToolConfiguration.load(in: bench.context).chosenName(given, in: bench.context)
        }
        #expect(try chosen(two, "z", "x") == "z")
        #expect(try chosen(two, nil, "x") == "x")
        #expect(try chosen(two, nil, nil) == nil)
        #expect(try chosen(two + "default: y\n", nil, nil) == "y")
        #expect(try chosen(two.replacing("  y: {}\n", with: ""), nil, nil) == "x")
    }

    @Test func `ten thousand profiles are read`() throws {
        var text = "sign-ins:\n  a: {issuer: 'https://a.example.com', client-id: x}\nprofiles:\n"
        for number in 0..<10_000 {
            text += "  p\(number): {role-arn: 'arn:aws:iam::123456789012:role/r\(number)', region: eu-west-1}\n"
        }
        let configuration = try configuration([Self.path: text])
        #expect(configuration.profiles.count == 10_000)
        #expect(configuration.profiles["p9999"]?.region == Region("eu-west-1"))
    }
}

import AWS
import ConsoleSessions
import Cryptography
import FastCGI
import Logging
import Pages
import Program
import RoleMirror
import Secrets
import Settings
import SignOn
import Testing
import Web

@testable import console

@Suite struct SettingsTests {
    private static let secret = String(repeating: "s", count: 32)

    private struct NoFile: Error {}

    private func files(_ texts: [String: String]) -> (String) throws -> String {
        { path in
            guard let text = texts[path] else { throw NoFile() }
            return text
        }
    }

    @Test func `an empty environment gives the defaults`() throws {
        let (server, identity, aws, console) = try Settings.read(
            ServerSettings.self, IdentitySettings.self, AWSSettings.self, ConsoleSettings.self, environment: [:])
        #expect(server.listen == nil)
        #expect(server.maximumRequests == 512)
        #expect(server.maximumBody == 65_536)
        #expect(server.requestTimeout == .seconds(60))
        #expect(server.logLevel == .info)
        #expect(identity.mapping == .asIs)
        #expect(identity.gatewaySecret == nil)
        #expect(aws.region.rawValue == "us-east-1")
        #expect(console.consoleSessionDuration.seconds == 3600)
        #expect(console.apiSessionDuration.seconds == 3600)
        #expect(console.transitiveTagKeys.isEmpty)
    }

    @Test func `himeko's defaults for roles`() throws {
        let roles = try Settings.read(RoleSettings.self, environment: ["LATCHKEY_TABLE": "latchkey-roles"])
        #expect(roles.table == "latchkey-roles")
        #expect(roles.mirror.naming.prefix == "user_")
        #expect(roles.mirror.naming.path.rawValue == "/user-role/")
        #expect(roles.mirror.roleTimeToLive == 86_400)
    }

    @Test func `everything bad is reported together, by name`() throws {
        let environment = [
            "LATCHKEY_MAX_BODY": "64k", "LATCHKEY_LOG_LEVEL": "loud", "LATCHKEY_SECRET": "short",
            "LATCHKEY_ROLE_PATH": "roles", "LATCHKEY_USER_MAPPING": "email", "LATCHKEY_REGION": "Frankfurt",
            "LATCHKEY_SESSION_DURATION": "899", "LATCHKEY_TABEL": "x",
        ]
        let error = try #require(throws: SettingsError.self) {
            try Settings.read(
                ServerSettings.self, IdentitySettings.self, SecretSettings.self, RoleSettings.self, AWSSettings.self,
                ConsoleSettings.self, environment: environment)
        }
        let names = error.problems.map { $0.prefix { $0 != " " && $0 != ":" } }
        #expect(
            Set(names) == [
                "LATCHKEY_MAX_BODY", "LATCHKEY_LOG_LEVEL", "LATCHKEY_SECRET", "LATCHKEY_ROLE_PATH", "LATCHKEY_TABLE",
                "LATCHKEY_USER_DOMAINS", "LATCHKEY_REGION", "LATCHKEY_SESSION_DURATION", "LATCHKEY_TABEL",
            ])
        #expect(names.count == Set(names).count, "one problem, one sentence")
        #expect(error.description.contains("LATCHKEY_MAX_BODY is “64k”: it should be a number from 1024 to 16777216"))
        #expect(error.description.contains("LATCHKEY_TABEL is no setting"))
        #expect(!error.description.contains("short"), "a secret is never repeated")
    }

    @Test func `a password in a URL that isn't taken is not repeated`() throws {
        let error = try #require(throws: SettingsError.self) {
            try Settings.read(AWSSettings.self, environment: ["LATCHKEY_PROXY": "socks5h:/ann:hunter2@proxy:1080"])
        }
        #expect(error.problems.count == 1)
        #expect(error.description.contains("LATCHKEY_PROXY can't be used: it should be a URL"))
        #expect(!error.description.contains("hunter2"))
    }

    @Test func `what a program doesn't read isn't checked`() throws {
        _ = try Settings.read(ServerSettings.self, environment: ["LATCHKEY_SECRET": "short"])
    }

    @Test func `tags and test variables are no misspelt settings`() throws {
        _ = try Settings.read(
            ServerSettings.self, environment: ["LATCHKEY_TAG_Team": "x", "LATCHKEY_TEST_PORT": "1", "PATH": "/bin"])
    }

    @Test(arguments: ["1", "512", "65536"])
    func `more requests than are worked on can be told so`(number: String) throws {
        let limits = try Settings.read(ServerSettings.self, environment: ["LATCHKEY_MAX_REQUESTS": number]).limits
        #expect(limits.maximumConcurrentRequests == Int(number))
        #expect(limits.maximumConnections > limits.maximumConcurrentRequests)
    }

    @Test func `a secret comes from a file, without the line end`() throws {
        let forms = try Settings.read(
            SecretSettings.self, environment: ["LATCHKEY_SECRET_FILE": "/run/secret"],
            readFile: files(["/run/secret": Self.secret + "\n"]))
        #expect(forms.secret == Secret(Self.secret))
    }

    @Test(arguments: [
        (["LATCHKEY_SECRET_FILE": "/missing"], "LATCHKEY_SECRET_FILE names “/missing”"),
        (["LATCHKEY_SECRET_FILE": "/f", "LATCHKEY_SECRET": secret], "are both set"),
        ([:], "LATCHKEY_SECRET is missing"),
        (["LATCHKEY_SECRET": ""], "LATCHKEY_SECRET is missing"),
    ])
    func `a secret that can't be had is one problem`(environment: [String: String], words: String) throws {
        let error = try #require(throws: SettingsError.self) {
            try Settings.read(SecretSettings.self, environment: environment, readFile: files(["/f": Self.secret]))
        }
        #expect(error.problems.count == 1)
        #expect(error.description.contains(words))
    }

    @Test func `a socket for everybody is served only with a secret that nginx shows`() throws {
        let without = try Settings.read(IdentitySettings.self, environment: [:])
        let with = try Settings.read(IdentitySettings.self, environment: ["LATCHKEY_GATEWAY_SECRET": Self.secret])
        _ = try RemoteUser(without, reachableBy: .chosen)
        _ = try RemoteUser(with, reachableBy: .anybody)
        let error = try #require(throws: SettingsError.self) { _ = try RemoteUser(without, reachableBy: .anybody) }
        #expect(error.description.contains("LATCHKEY_GATEWAY_SECRET is missing"))
    }

    @Test func `the environment goes before the settings file`() throws {
        let text = "# comment\n\nLATCHKEY_TABLE = \"from-file\"\nLATCHKEY_ROLE_TTL=600\n"
        let roles = try Settings.read(
            RoleSettings.self, environment: ["LATCHKEY_SETTINGS_FILE": "/etc/l.env", "LATCHKEY_ROLE_TTL": "700"],
            readFile: files(["/etc/l.env": text]))
        #expect(roles.table == "from-file")
        #expect(roles.mirror.roleTimeToLive == 700)
    }

    @Test func `a bad settings file is reported line by line`() throws {
        let text = "LATCHKEY_TABLE=one\nexport\nLATCHKEY_TABLE=two\nLATCHKEY_TYPO=1\nexport LATCHKEY_ROLE_TTL=1\n"
        let error = try #require(throws: SettingsError.self) {
            try Settings.read(
                RoleSettings.self, environment: ["LATCHKEY_SETTINGS_FILE": "/e"], readFile: files(["/e": text]))
        }
        #expect(error.problems.count == 4)
        #expect(error.description.contains("line 2 of /e should be NAME=value"))
        #expect(error.description.contains("line 5 of /e should be NAME=value"))
        #expect(error.description.contains("LATCHKEY_TABLE is set twice"))
        #expect(error.description.contains("LATCHKEY_TYPO is no setting"))
    }

    @Test(arguments: [
        (
            "A=\u{301}x\nB=\"\u{301}y\"\r\n#\u{301}\r\n C = '\u{301}z' ",
            ["A": "\u{301}x", "B": "\u{301}y", "C": "\u{301}z"]
        ),
        ("A=x\u{2028}B=y\u{85}z", ["A": "x\u{2028}B=y\u{85}z"]),
    ])
    func `a settings file is read by Unicode characters`(text: String, values: [String: String]) {
        let read = SettingsFile.parse(text, named: "/e")
        #expect(read.values == values)
        #expect(read.problems.isEmpty)
    }

    @Test func `a settings file's lines are counted, however they end`() {
        #expect(SettingsFile.parse("A=b\r\n\r\nx", named: "/e").problems.first?.contains("line 3 ") == true)
    }

    @Test func `stopping waits for as long as a request may take, and what is looked up after it`() throws {
        for seconds in [1, 60, 600] {
            let limits = try Settings.read(
                ServerSettings.self, environment: ["LATCHKEY_REQUEST_TIMEOUT": "\(seconds)"]
            ).limits
            #expect(limits.stopTimeout >= limits.answerTimeout + .seconds(10))
            #expect(limits.answerTimeout >= .seconds(seconds))
        }
    }

    @Test func `under plain CGI a parameter of the request is no gateway secret`() throws {
        let environment = ["GATEWAY_INTERFACE": "CGI/1.1", "LATCHKEY_GATEWAY_SECRET": Self.secret]
        #expect(try Settings.read(IdentitySettings.self, environment: environment).gatewaySecret == nil)
        let fromFile = try Settings.read(
            IdentitySettings.self, environment: environment.merging(["LATCHKEY_SETTINGS_FILE": "/e"]) { $1 },
            readFile: files(["/e": "LATCHKEY_GATEWAY_SECRET=" + String(repeating: "f", count: 32)]))
        #expect(fromFile.gatewaySecret == Secret(String(repeating: "f", count: 32)))
    }

    @Test(arguments: [
        (
            ["LATCHKEY_USER_MAPPING": "email", "LATCHKEY_USER_DOMAINS": "Example.com, example.org"],
            IdentityMapping.email(domains: ["example.com", "example.org"])
        ),
        (["LATCHKEY_USER_MAPPING": "prefix", "LATCHKEY_USER_PREFIX": "sso-"], .prefix("sso-")),
    ])
    func `mappings`(environment: [String: String], mapping: IdentityMapping) throws {
        #expect(try Settings.read(IdentitySettings.self, environment: environment).mapping == mapping)
    }

    @Test(arguments: [
        ["LATCHKEY_USER_MAPPING": "email"],
        ["LATCHKEY_USER_MAPPING": "email", "LATCHKEY_USER_DOMAINS": "example.com,,"],
        ["LATCHKEY_USER_MAPPING": "email", "LATCHKEY_USER_DOMAINS": "*"],
        ["LATCHKEY_USER_MAPPING": "prefix"],
        ["LATCHKEY_USER_MAPPING": "prefix", "LATCHKEY_USER_PREFIX": "a/b"],
        ["LATCHKEY_USER_MAPPING": "lower"],
        ["LATCHKEY_USER_DOMAINS": "example.com"],
        ["LATCHKEY_USER_PREFIX": "sso-"],
    ])
    func `mappings that can't be meant`(environment: [String: String]) throws {
        let error = try #require(throws: SettingsError.self) {
            try Settings.read(IdentitySettings.self, environment: environment)
        }
        #expect(error.problems.count == 1, "\(error)")
    }

    @Test(arguments: [
        (["AWS_DEFAULT_REGION": "eu-west-1"], "eu-west-1"),
        (["AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "eu-west-1"], "eu-west-2"),
        (["LATCHKEY_REGION": "cn-north-1", "AWS_REGION": "eu-west-2"], "cn-north-1"),
    ])
    func `the Region falls back on AWS's variables`(environment: [String: String], region: String) throws {
        #expect(try Settings.read(AWSSettings.self, environment: environment).region.rawValue == region)
    }

    @Test func `AWS's variables stand in the settings file too, below the environment's`() throws {
        let text = "AWS_ACCESS_KEY_ID=AKIAFILE\nAWS_SECRET_ACCESS_KEY=file\nHOME=/file\nLATCHKEY_TABLE=t\n"
        let aws = try Settings.read(
            AWSSettings.self,
            environment: ["LATCHKEY_SETTINGS_FILE": "/e", "AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT", "PATH": "/bin"],
            readFile: files(["/e": text]))
        #expect(aws.variables == ["AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "file"])
    }
}

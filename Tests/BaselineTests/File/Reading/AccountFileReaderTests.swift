import AWS
import FoundationEssentials
import Testing
import TrustPolicies

@testable import Baseline

@Suite struct AccountFileReaderTests {
    private let read = ReadFile(files: ["idp.xml": "<EntityDescriptor>\(String(repeating: " ", count: 1_000))"])

    @Test func `an empty map is a file that asks for nothing`() throws {
        let file = try read("{}").file
        #expect(file.name == "baseline" && file.path.rawValue == "/baseline/")
        #expect(file.alias == nil && file.passwordPolicy == nil && file.people.isEmpty)
    }

    @Test func `everything that a file may say is read`() throws {
        let (file, warnings) = try read(
            """
            account: "123456789012"
            region: eu-west-1
            name: staging
            path: /staging/
            alias: example-corp
            password-policy: {}
            policies:
              own: {description: Mine, document: &x}
            """.replacing(
                "&x",
                with: "{Version: 2012-10-17, Statement: {Effect: Allow, Action: 's3:*', Resource: '*'}}")
                    + """

                    groups:
                      admins: {managed-policies: [own, ReadOnlyAccess, ViewOnlyAccess]}
                    roles:
                      admin:
                        path: /a/
                        description: All
                        permissions-boundary: own
                        max-session-duration: 12h
                        tags: {team: x, empty: ""}
                        trust: [{groups: [admins], mfa-age: 15m}]
                      node:
                        instance-profile: true
                        trust: [{service: ec2.amazonaws.com}, {principals: [role/admin, user/Ann]}]
                    people:
                      Ann: {path: /staff/, groups: [admins], pgp-key: mQ, access-key: true}
                      bob:
                    tables:
                      latchkey: {key: username, time-to-live: expires_at, point-in-time-recovery: false}
                    """)
        #expect(warnings.isEmpty)
        #expect(file.name == "staging" && file.path.rawValue == "/staging/" && file.alias == "example-corp")
        #expect(file.region?.rawValue == "eu-west-1")
        #expect(
            file.passwordPolicy
                == AccountPasswordPolicy(
                    minimumPasswordLength: 14, allowUsersToChangePassword: true, passwordReusePrevention: 24))
        let own = try #require(PolicyName("own"))
        #expect(file.policies.map(\.name) == [own] && file.policies[0].description == "Mine")
        #expect(
            file.groups[0].managedPolicies
                == [.own(own), .awsManaged("ReadOnlyAccess"), .awsManaged("job-function/ViewOnlyAccess")])
        #expect(file.groups[0].mayAssume.map(\.rawValue) == ["admin"])
        let admin = file.roles[0]
        #expect(admin.maximumSessionDuration == 43_200 && admin.permissionsBoundary == .own(own))
        #expect(admin.tags == [Tag(key: "team", value: "x"), Tag(key: "empty", value: "")])
        #expect(
            admin.trust == [.groups(GroupTrust(groups: [file.groups[0].name], mfa: .required(greatestAge: 900)))])
        #expect(file.roles[1].instanceProfile && file.roles[1].trustedRoles == [admin.name])
        let people = file.people
        #expect(people.map(\.name.rawValue) == ["Ann", "bob"] && people[0].pgpKey == Array("mQ".utf8))
        #expect(people[0].accessKey && !people[0].consolePassword && people[0].changeAtFirstSignIn)
        #expect(people.map(\.line) == [23, 24])
        #expect(
            file.tables == [
                TableEntry(
                    name: "latchkey", key: "username", timeToLiveAttribute: "expires_at", pointInTimeRecovery: false,
                    line: 26)
            ])
    }

    @Test func `the example is read without a warning`() throws {
        let path = ReadFile.path("scripts/aws/account.yaml")
        let bytes = try Data(contentsOf: URL(filePath: path))
        let (file, warnings) = try read(String(decoding: bytes, as: UTF8.self))
        #expect(warnings.isEmpty)
        #expect(file.people.map(\.name.rawValue) == ["ann", "bob"])
        #expect(file.roles.map(\.name.rawValue) == ["readonly", "admin", "latchkey-broker", "deploy", "support"])
        #expect(file.policies.count == 5 && file.tables.count == 2 && file.openIDConnectProviders.count == 2)
    }

    @Test func `all faults are told at once, in the file's order`() throws {
        let faults = try read.faults(
            """
            acount: "123456789012"
            people:
              ann: {groups: [adminz]}
              bob: {console-password: true}
            groups:
              admins: {}
            roles:
              admin: {}
            """)
        #expect(faults.map { $0.prefix(7) } == ["line 1:", "line 3:", "line 4:", "line 8:"])
    }

    @Test(arguments: [
        ("account: '210987654321'", 1, "this file is for the account 210987654321, and your credentials are of"),
        ("account: 12345", 1, "it should be the account’s twelve digits, in quotation marks"),
        ("\npeeple: {}", 2, "“peeple” means nothing here: did you mean “people”?"),
        ("zzz: {}", 1, "“zzz” means nothing here: the file has account, region, name, path"),
        ("[a]", 1, "the file should have names with values"),
        ("people: {ann: {}, ann: {}}", 1, "“ann” occurs twice"),
        ("people:\n  ann: {}\n  Ann: {}", 3, "“Ann” stands in line 2 already"),
        ("people: {ann smith: {}}", 1, "“ann smith” can’t be the name of a person"),
        ("people: [ann]", 1, "“people” should have names with values"),
        ("people: {ann: true}", 1, "a person should have names with values"),
        ("people: {ann: {group: [a]}}", 1, "“group” means nothing here: did you mean “groups”?"),
        ("people: {ann: {groups: a}}", 1, "“groups” should be a list, such as [a, b]"),
        ("people: {ann: {groups: [[a]]}}", 1, "“groups” should be a text"),
        ("people: {ann: {groups: [admins]}}", 1, "there is no group “admins” in the file: add it to “groups”"),
        ("people: {ann: {groups: [admin]}}\ngroups: {admins: {}}", 1, "did you mean “admins”?"),
        ("people: {ann: {groups: [Admins]}}\ngroups: {admins: {}}", 1, "did you mean “admins”?"),
        ("people: {ann: {groups: [a, a]}}\ngroups: {a: {}}", 1, "“a” stands twice in “groups”"),
        ("people: {ann: {path: staff}}", 1, "“path” can’t be “staff”: it should be a path that begins and ends with /"),
        ("people: {ann: {console-password: yes}}", 1, "it should be true or false"),
        ("people: {ann: {access-key: true}}", 1, "“access-key” needs the person’s “pgp-key”"),
        ("people: {ann: {password-reset-required: true}}", 1, "means nothing without “console-password: true”"),
        ("people: {ann: {pgp-key: 'keybase:ann'}}", 1, "Keybase isn’t asked for keys"),
        ("people: {ann: {pgp-key: '-----BEGIN PGP PRIVATE KEY BLOCK-----'}}", 1, "this is a private key"),
        ("people: {ann: {pgp-key: {file: ann.asc}}}", 1, "“ann.asc” isn’t there"),
        ("people: {ann: {pgp-key: {file: ../ann.asc}}}", 1, "should be the name of a file beside this one"),
        ("people: {ann: {pgp-key: {file: /etc/passwd}}}", 1, "should be the name of a file beside this one"),
        ("people: {ann: {pgp-key: {path: x}}}", 1, "“path” means nothing here"),
        ("people: {ann: {tags: {'aws:x': y}}}", 1, "the tag “aws:x” isn’t for this file"),
        ("people: {ann: {tags: {'latchkey:baseline': y}}}", 1, "isn’t for this file"),
        ("people: {ann: {tags: {a: [b]}}}", 1, "the tag “a” should have 1 to 128 letters"),
        ("people: {ann: {tags: {a: b, A: c}}}", 1, "the tag “A” stands here twice"),
        ("name: a b", 1, "it should be 1 to 64 letters"),
        ("path: /", 1, "“path” should end with the file’s name"),
        ("path: baseline", 1, "it should be a path such as /baseline/"),
        ("alias: Example", 1, "3 to 63 small letters"), ("alias: a--b", 1, "3 to 63 small letters"),
        ("alias: '123456789012'", 1, "3 to 63 small letters"),
        ("password-policy: {minimum-password-length: 5}", 1, "it should be a number from 6 to 128"),
        ("password-policy: {max-password-age: 0}", 1, "it should be a number from 1 to 1095"),
        ("password-policy: {password-reuse-prevention: x}", 1, "it should be a number from 1 to 24"),
        ("password-policy: {hard-expiry: true}", 1, "means nothing without “max-password-age”"),
        ("words: {broker: x}", 1, "“broker” is no word"),
        ("words: {ACCOUNT_ID: x}", 1, "ACCOUNT_ID is filled in by itself"),
        ("region: Frankfurt", 1, "“region” can’t be “Frankfurt”: it should be a Region such as us-east-1"),
        ("region: [us-east-1]", 1, "“region” should be a text"),
        (
            "region: cn-north-1", 1,
            "the Region cn-north-1 is in another partition than the account: name one such as us-east-1"
        ),
        ("region: x\npolicies: {p: {shipped: mfa}}\ntables: {abc: {key: x}}", 1, "“region” can’t be “x”"),
        ("name: a\ntables: {abc: {key: x}}", 2, "the file names none: add “region”, such as region: us-east-1"),
        ("tables:", 1, "the file names none: add “region”"),
        (
            "region: us-east-1\nwords: {REGION: eu-west-1}", 2,
            "REGION is filled in by the file’s “region”: name it there"
        ),
        ("tables: {ab: {key: x}}\nregion: us-east-1", 1, "the name of a table should have 3 to 255"),
        ("tables: {abc: {}}\nregion: us-east-1", 1, "“key” is missing"),
        ("tables: {abc: {key: x, time-to-live: x}}\nregion: us-east-1", 1, "can’t be the key"),
        ("saml-providers: {sso: {}}", 1, "“metadata” is missing"),
        ("saml-providers: {sso: {metadata: hello}}", 1, "should be the XML of a SAML provider"),
        ("saml-providers: {s=o: {metadata: {file: idp.xml}}}", 1, "letters, digits and ._- only"),
        (
            "open-id-connect-providers: {'http://a.example.com': {client-ids: [x]}}", 1,
            "should be an address with https://"
        ),
        ("open-id-connect-providers: {'https://a.example.com': {}}", 1, "the provider needs “client-ids”"),
        (
            "open-id-connect-providers: {'https://a.example.com': {client-ids: [x], thumbprints: ['00:11']}}", 1,
            "a thumbprint should have 40 hexadecimal digits"
        ),
        ("a: &x b", 1, "anchors and tags aren't taken"), ("a: [", 2, ""), ("", 1, "it is empty"),
    ])
    func `what is wrong is told with its line and what to do`(_ text: String, _ line: Int, _ reason: String) throws {
        let faults = try read.faults(text)
        let fault = try #require(faults.first)
        #expect(faults.count == 1)
        #expect(fault.hasPrefix("line \(line): ") && fault.contains(reason))
    }

    @Test func `a file with nothing but faults tells a bounded number of them`() throws {
        let people = (0..<1_000).map { "  p\($0): {groups: [none]}" }.joined(separator: "\n")
        #expect(try read.faults("people:\n\(people)").count == 200)
    }

    @Test func `thousands of people are read`() throws {
        let people = (0..<5_000).map { "  p\($0): {groups: [a], tags: {x: y}}" }.joined(separator: "\n")
        #expect(try read("groups: {a: {}}\npeople:\n\(people)").file.people.count == 5_000)
    }
}

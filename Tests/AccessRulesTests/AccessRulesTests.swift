import IdentityProofs
import Testing
import YAML

@testable import AccessRules

@Suite struct AccessRulesTests {
    static let text = """
        rules:
          - hosts: [tools.example.com]
            paths: [/admin/*]
            allow:
              - {kind: user, name: root-alice}
          - hosts: [tools.example.com]
            paths: [/public, /reports/*]
            allow: all
          - paths: [/closed/*]
            allow: none
          - hosts: [tools.example.com, "wiki.example.com:8443"]
            allow:
              - {kind: role, name: deploy}
              - {kind: user, path: /staff/*}
        """

    private func decide(
        _ proven: ProvenIdentity?, _ host: String, _ path: String, written: String? = nil, entered: String? = nil
    ) throws -> AccessRules.Decision {
        let rules = try AccessRules.read(Array(Self.text.utf8))
        return rules.decision(
            on: try #require(proven), entering: try #require(ServerName(host)),
            RequestedPath(written: written ?? path, location: path, entered: entered))
    }

    @Test(
        arguments: [
            ("/other", "/other/index", nil, AccessRules.Decision.allowed), ("/admin/x", "/other", nil, .denied),
            ("/other", "/admin/x", nil, .denied), ("/other", "/other", "/admin/x", .denied),
            ("/other", "/other/x", "/Admin/x", .pathNotPlain), ("/other", "/public", "/reports/", .allowed),
        ] as [(String, String, String?, AccessRules.Decision)])
    func `whoever is led on has to be let in to each path`(
        written: String, path: String, entered: String?, decision: AccessRules.Decision
    ) throws {
        let staff = IdentityPatternTests.user("/staff/")
        #expect(
            try decide(staff, "tools.example.com", path, written: written, entered: entered) == decision)
    }

    @Test(arguments: [
        ("/admin/x", AccessRules.Decision.denied), ("/admin", .denied), ("/admin/", .denied), ("/reports/1", .allowed),
        ("/public", .allowed),
        ("/public/x", .denied), ("/other", .denied), ("/closed/x", .denied),
    ])
    func `the first rule for a host and path decides`(path: String, decision: AccessRules.Decision) throws {
        #expect(try decide(IdentityPatternTests.user(), "tools.example.com", path) == decision)
    }

    @Test func `a narrower rule that stands first keeps those out whom a later one would let in`() throws {
        let staff = IdentityPatternTests.user("/staff/")
        #expect(try decide(staff, "tools.example.com", "/other") == .allowed)
        #expect(try decide(staff, "tools.example.com", "/admin/x") == .denied)
        #expect(try decide(IdentityPatternTests.user("/", "root-alice"), "tools.example.com", "/admin/x") == .allowed)
    }

    @Test(arguments: [
        ("/admin/x", "/ADMIN/x"), ("/other", "//admin/x"), ("/admin/x", "/other/..%2fadmin/x"),
        ("/admin/x", "/%61dmin/x;y"),
        ("/other;/../admin", "/other;/../admin"), ("/Admin/x", "/Admin/x"),
    ])
    func `nobody gets around a rule by another spelling of its path`(path: String, written: String) throws {
        #expect(
            try decide(IdentityPatternTests.user("/staff/"), "tools.example.com", path, written: written)
                == .pathNotPlain)
    }

    @Test func `a host without a rule lets nobody in`() throws {
        #expect(try decide(IdentityPatternTests.session(), "other.example.com", "/x") == .denied)
        #expect(try decide(IdentityPatternTests.session(), "tools.example.com:8443", "/x") == .denied)
        #expect(try decide(IdentityPatternTests.session(), "wiki.example.com:8443", "/x") == .allowed)
    }

    @Test func `where no rule tells paths apart, any path is taken`() throws {
        let rules = try AccessRules.read(Array("rules:\n  - allow: all\n".utf8))
        let decision = rules.decision(
            on: try #require(IdentityPatternTests.user()), entering: try #require(ServerName("a.example")),
            RequestedPath(written: "/a%2fb", location: "/a/b"))
        #expect(decision == .allowed)
    }

    @Test(arguments: [
        ("", 1), ("rules: []\n", 1), ("rules: all\n", 1), ("rule:\n  - allow: all\n", 1),
        ("rules:\n  - allow: all\nother: 1\n", 3),
        ("rules:\n  - paths: [/x]\n", 2), ("rules:\n  - allow: everyone\n", 2), ("rules:\n  - allow: []\n", 2),
        ("rules:\n  - allow: [{}]\n", 2),
        ("rules:\n  - allow: all\n    path: [/x]\n", 3), ("rules:\n  - allow: all\n    paths: []\n", 3),
        ("rules:\n  - allow: all\n    paths:\n      - /x\n      - x\n", 5),
        ("rules:\n  - allow: all\n    hosts: [Tools.example.com]\n", 3),
        ("rules:\n  - allow: all\n    hosts: [\"tools.example.com:443\"]\n", 3),
        ("rules:\n  - allow: all\n    hosts: [\"*\"]\n", 3),
        ("rules:\n  - allow:\n      - {name: alice}\n", 3), ("rules:\n  - allow:\n      - {path: /staff/*}\n", 3),
        ("rules:\n  - allow:\n      - {kind: user, session: x}\n", 3),
        ("rules:\n  - allow:\n      - {kind: role, session: x}\n", 3),
        ("rules:\n  - allow:\n      - {kind: group}\n", 3),
        ("rules:\n  - allow:\n      - kind: user\n        nam: x\n", 4),
        ("rules:\n  - allow:\n      - {account: 1234}\n", 3), ("rules:\n  - allow:\n      - {tags: team}\n", 3),
        ("rules:\n  - allow:\n      - {tags: {team: [a]}}\n", 3), ("rules:\n  - allow:\n      - {org: \"\"}\n", 3),
        ("rules:\n  - allow: all\n    allow: none\n", 3), ("rules:\n  - allow: all\n   paths: [/x]\n", 3),
        ("- allow: all\n", 1),
        ("rules:\n  - alice\n", 2),
    ])
    func `a file with a fault is refused with the line of the fault`(text: String, line: Int) throws {
        do throws(YAMLError) {
            _ = try AccessRules.read(Array(text.utf8))
            Issue.record("it was taken")
        } catch {
            #expect(error.line == line, "\(error)")
        }
    }
}

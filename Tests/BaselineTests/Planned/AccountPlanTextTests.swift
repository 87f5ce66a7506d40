import AWS
import Formats
import Testing

@testable import Baseline

@Suite struct AccountPlanTextTests {
    typealias A = TestAccount

    private func plan(_ file: AccountFile, _ observed: ObservedAccount) throws -> AccountPlan {
        try AccountPlanner.plan(file, for: observed)
    }

    private func person(_ name: String) -> PersonEntry { PersonEntry(name: A.known(name), line: 7) }

    @Test func `a plan is a tree with a sum at its end`() throws {
        let file = A.file(
            policies: [PolicyEntry(name: A.known("p"), document: A.policy(allow: ["a:2"]))], people: [person("alice")],
            passwordPolicy: AccountPasswordPolicy(minimumPasswordLength: 14))
        var observed = A.observed(
            users: [A.user("alice", tags: []), A.user("bob")], policies: [A.managed("p", A.policy(allow: ["a:1"]))])
        observed.passwordPolicy = AccountPasswordPolicy(minimumPasswordLength: 8)
        #expect(
            try plan(file, observed).text() == #"""
                ~ password-policy
                    ~ MinimumPasswordLength: 8 → 14
                ~ policy/p
                    - {"Action":"a:1","Effect":"Allow","Resource":"*"}
                    + {"Action":"a:2","Effect":"Allow","Resource":"*"}
                - user/bob
                    - all credentials, signed-in machines, and sessions of the role that mirrors them
                ! user/alice: it is there, and no file has made it (line 7); --adopt user/alice takes it over
                Account 123456789012: 2 to change, 1 to remove, 1 conflict.

                """#)
    }

    @Test func `where the tables are is told`() throws {
        let file = A.file(tables: [TableEntry(name: "abc", key: "id", pointInTimeRecovery: false)])
        var observed = A.observed()
        observed.region = Region("eu-west-1")
        let plan = try plan(file, observed)
        #expect(plan.text().hasSuffix("\nAccount 123456789012, tables in eu-west-1: 1 to create.\n"))
        #expect(plan.conclusion == "The account 123456789012 is as the file says, with its tables in eu-west-1.")
        #expect(plan.stepLines == ["table/abc: make the table in eu-west-1"])
        #expect(plan.json["region"] == "eu-west-1")
        // A file without tables says nothing of them, unless all goes that it has made.
        #expect(try self.plan(A.file(), observed).region == nil)
        #expect(try AccountPlanner.destruction(of: A.file(), in: observed).region == "eu-west-1")
    }

    @Test func `what stays though the file no longer has it is told`() throws {
        let observed = A.observed(users: [A.user("bob")])
        let plan = try plan(A.file(), observed).keepingWhatTheFileLacks
        #expect(plan.isEmpty)
        #expect(
            plan.text()
                == "The account 123456789012 is as the file says, but still has what the file no longer does: user/bob.\n"
        )
        #expect(try self.plan(A.file(), A.observed()).conclusion == "The account 123456789012 is as the file says.")
    }

    @Test func `a plan is an object for programs`() throws {
        let json = try plan(A.file(people: [person("alice")]), A.observed()).json
        #expect(
            json.text
                == #"{"account":"123456789012","changes":[{"change":"create","kind":"user","name":"alice","#
                + #""differences":[],"steps":["make the user"]}],"conflicts":[],"limits":[],"warnings":[],"notes":[]}"#)
    }

    @Test func `terminals don't obey what others have written`() throws {
        let file = A.file(people: [person("alice")])
        let observed = A.observed(
            users: [A.user("alice", tags: [A.owner, Tag(key: "x\u{1b}[2J", value: "\u{202e}")])])
        let text = try plan(file, observed).text(.off)
        #expect(!text.unicodeScalars.contains("\u{1b}") && text.contains("- tag x\u{fffd}[2J"))
        #expect(try plan(file, observed).text(.on).contains("\u{1b}[33m~ user/alice\u{1b}[0m"))
        #expect(try plan(file, observed).json["changes"] != nil)
    }
}

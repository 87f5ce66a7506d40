import Formats
import TestSupport
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct RoleListTests {
    @Test func `profiles are listed with their roles, and what a portal offers beside them`() async throws {
        let folder = try TemporaryFolder()
        let bench = ToolBench(
            environment: PersonalFiles.environment(folder), files: PersonalFiles.files,
            server: { path in
                path == "/api/roles" ? .ok(#"{"Roles":[{"Name":"user_alice"},{"Name":"audit"}]}"#) : .answer(404, "")
            },
            tokens: GivenTokens())
        #expect(await bench.run("roles") == .success)
        #expect(
            bench.output == """
                PROFILE  SIGN-IN  ROLE
                admin    okta     arn:aws:iam::123456789012:role/admin
                work     company  user_alice
                -        company  audit

                """)
        #expect(await bench.run("roles", "--json") == .success)
    }

    @Test func `a portal that can't be asked hides nothing else`() async throws {
        let folder = try TemporaryFolder()
        let bench = ToolBench(
            environment: PersonalFiles.environment(folder), files: PersonalFiles.files,
            tokens: GivenTokens(isSignedIn: false))
        #expect(await bench.run("roles") == .success)
        #expect(bench.output.contains("admin    okta") && bench.output.contains("work     company  the portal's first"))
        #expect(bench.output.contains("-        company  unknown: nobody has signed in: run “latchkey login company”"))
        let none = ToolBench(environment: PersonalFiles.environment(folder))
        #expect(await none.run("roles") == .success)
        #expect(none.output.hasPrefix("There are no profiles."))
    }
}

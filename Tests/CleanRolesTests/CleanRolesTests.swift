import AWS
import ArgumentParser
import RoleCleanup
import Testing

@testable import clean_roles

@Suite struct CleanRolesTests {
    @Test func `without arguments it removes roles and reports in text`() throws {
        let options = try CleanRoles.parse([])
        #expect(options.mode == .remove)
        #expect(options.output == .text)
        #expect(!options.includesOrphans)
        #expect(options.revoke == nil)
        #expect(options.metrics == nil)
        #expect((options.rate, options.concurrency, options.wait) == (10, 32, 0))
    }

    @Test func `every option is read`() throws {
        let options = try CleanRoles.parse([
            "--orphans", "--output", "json", "--rate", "0.5", "--concurrency", "3", "--wait", "60", "--metrics-file",
            "/tmp/x.prom",
        ])
        #expect(options.includesOrphans)
        #expect(options.output == .json)
        #expect((options.rate, options.concurrency, options.wait) == (0.5, 3, 60))
        #expect(options.metrics?.path == "/tmp/x.prom")
        #expect(try CleanRoles.parse(["-n"]).mode == .dryRun)
        #expect(try CleanRoles.parse(["--revoke", "ann"]).revoke == UserName("ann"))
    }

    @Test(
        arguments: [
            ["--rate", "0.09"], ["--rate", "1001"], ["--rate", "nan"], ["--concurrency", "0"], ["--concurrency", "65"],
            ["--wait", "-1"], ["--wait", "86401"], ["--output", "xml"], ["--revoke", "not a name"], ["--revoke", ""],
            ["--revoke", "ann", "--orphans"], ["--revoke", "ann", "-n"], ["--revoke", "ann", "--metrics-file", "x"],
            ["--metrics-file", "x", "--dry-run"],
            ["--metrics-file", ""], ["--nonsense"], ["more"],
        ])
    func `a wrong argument, or two that do not go together, is a usage error`(arguments: [String]) {
        #expect {
            try CleanRoles.parse(arguments)
        } throws: { error in
            CleanRoles.exitCode(for: error) == .validationFailure
        }
    }

    @Test func `help tells of every exit status`() {
        let help = CleanRoles.helpMessage()
        let all: [CleanRoles.Status] = [.success, .someFailed, .noSuchUser, .unavailable, .cannotCreate, .tryAgain]
        for status in all { #expect(help.contains("\n  \(status.rawValue) "), "\(status)") }
    }
}

import AWS
import Formats
import FoundationEssentials
import HTTPTypes
import Synchronization
import TestSupport
import Testing
import Transport

@testable import latchkey

/// The time is 2026-11-25T09:46:40Z.
@Suite(.timeLimit(.minutes(1))) struct PersonalCredentialsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `a portal gives the credentials of a role for a bearer token`() async throws {
        let bench = PersonalFiles.bench(folder)
        #expect(await bench.run("credentials", "work") == .success)
        #expect(bench.output == PersonalFiles.portalCredentials() + "\n")
        let request = try #require(bench.requests.first)
        #expect(request.head.method == .post && request.head.path == "/api/assume-role")
        #expect(request.head.headerFields[.authorization] == "Bearer access-0")
        #expect(request.head.headerFields[.accept] == "application/json" && request.text == "{}")
        #expect(bench.errors.isEmpty)
    }

    @Test func `a provider's token opens the role, in a session named by the person`() async throws {
        let bench = PersonalFiles.bench(folder)
        #expect(await bench.run("credentials", "admin", "--output", "json") == .success)
        let request = try #require(bench.requests.first)
        #expect(request.head.authority == "sts.eu-west-1.amazonaws.com")
        #expect(request.head.headerFields[.authorization] == nil)
        for part in [
            "Action=AssumeRoleWithWebIdentity", "DurationSeconds=7200", "RoleSessionName=alice%40example.com",
            "WebIdentityToken=e30.e30.c2ln", "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fadmin",
        ] {
            #expect(request.text.contains(part), "\(part)")
        }
        let json = try JSONReader.read(Array(bench.output.utf8))
        #expect(json["AccessKeyId"] == "ASIADIRECT" && json["Region"] == "eu-west-1" && json["Profile"] == "admin")
    }

    @Test func `credentials are given from the cache until five minutes before they end`() async throws {
        let first = PersonalFiles.bench(folder)
        #expect(await first.run("credentials", "work") == .success)
        let later = PersonalFiles.bench(folder, now: ToolBench.now + 3_299)
        #expect(await later.run("credentials", "work") == .success)
        #expect(later.requests.isEmpty && later.output == first.output)
        let due = PersonalFiles.bench(folder, now: ToolBench.now + 3_301) { _ in
            .ok(PersonalFiles.portalCredentials("ASIANEW", expiring: "2026-11-25T12:00:00Z"))
        }
        #expect(await due.run("credentials", "work") == .success)
        #expect(due.requests.count == 1 && due.output.contains("ASIANEW"))
    }

    @Test func `what is in the cache is printed without any other work`() async throws {
        #expect(await PersonalFiles.bench(folder).run("credentials", "work") == .success)
        let context = PersonalFiles.bench(folder).context
        let cache = try #require(CredentialsCache(environment: context.environment))
        let fresh = cache.fresh("work", at: ToolBench.now, context.version)
        #expect(fresh?.credentials.document.text == PersonalFiles.portalCredentials())
        #expect(cache.fresh("work", at: ToolBench.now) { _ in nil } == nil)
    }

    @Test func `a configuration that has changed makes new credentials`() async throws {
        #expect(await PersonalFiles.bench(folder).run("credentials", "work") == .success)
        let files = ["/h/.config/latchkey/config.yaml": PersonalFiles.configuration + "# Changed.\n"]
        let changed = PersonalFiles.bench(folder, files: files)
        #expect(await changed.run("credentials", "work") == .success)
        #expect(changed.requests.count == 1)
    }

    @Test func `whoever hasn't signed in is told how, or signs in at once`() async throws {
        let nobody = PersonalFiles.bench(folder, tokens: GivenTokens(isSignedIn: false))
        #expect(await nobody.run("credentials", "admin") == .noPermission)
        #expect(nobody.errors == ["nobody has signed in: run “latchkey login okta”"])
        #expect(nobody.output.isEmpty && nobody.requests.isEmpty)
        let tokens = GivenTokens(isSignedIn: false)
        let willing = PersonalFiles.bench(folder, tokens: tokens)
        #expect(await willing.run("credentials", "admin", "--login") == .success)
        #expect(tokens.signIns == ["okta"] && willing.output.contains("ASIADIRECT"))
    }

    @Test func `old credentials are given while a server can't be had, but not in their last minute`() async throws {
        #expect(await PersonalFiles.bench(folder).run("credentials", "work") == .success)
        for (seconds, isGiven) in [(3_400.0, true), (3_539, true), (3_541, false)] {
            let down = PersonalFiles.bench(folder, now: ToolBench.now + seconds) { _ in .fail(.notSent("no route")) }
            #expect((await down.run("credentials", "work") == .success) == isGiven, "\(seconds)")
            #expect(down.output.isEmpty != isGiven)
            #expect(down.errors.first?.contains("can't be reached: no route") ?? false)
        }
        let refused = PersonalFiles.bench(folder, now: ToolBench.now + 3_400) { _ in
            .answer(403, #"{"detail":"No IAM user."}"#)
        }
        #expect(await refused.run("credentials", "work") == .noPermission)
        #expect(refused.errors == ["https://latchkey.example.com refuses: No IAM user."] && refused.output.isEmpty)
    }

    @Test func `many who ask at once are served by one request`() async throws {
        let bench = PersonalFiles.bench(folder)
        let statuses = await withTaskGroup(of: Latchkey.Status.self) { group in
            for _ in 0..<20 { group.addTask { await bench.run("credentials", "work") } }
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(statuses == [.success])
        #expect(bench.requests.count == 1)
    }

    @Test func `a profile of AWS's files gives what it says, and isn't kept when it has no end`() async throws {
        let files = ["/h/.aws/credentials": "[old]\naws_access_key_id = AKIAOLD\naws_secret_access_key = s\n"]
        let bench = PersonalFiles.bench(folder, files: files)
        #expect(await bench.run("credentials", "old") == .success)
        #expect(bench.output == #"{"Version":1,"AccessKeyId":"AKIAOLD","SecretAccessKey":"s"}"# + "\n")
        let cache = try #require(CredentialsCache(environment: bench.environment))
        #expect(cache.kept("old") == nil)
    }

    @Test func `a profile that asks the tool for itself is refused`() async throws {
        let bench = PersonalFiles.bench(folder, [PersonalCredentials.guardVariable: "dev"], files: [:])
        #expect(await bench.run("credentials", "dev") == .configuration)
        #expect(bench.errors.first?.contains("asks latchkey for dev") ?? false)
    }

    @Test func `a person without a profile is told how to get one`() async throws {
        let bench = PersonalFiles.bench(folder, files: [:])
        #expect(await bench.run("credentials") == .configuration)
        #expect(bench.errors.first?.hasPrefix("no profile is set up: run “latchkey configure") ?? false)
        let several = PersonalFiles.bench(folder)
        #expect(await several.run("credentials") == .usage)
        #expect(several.errors == ["name one of your profiles (admin, work), or set a default in config.yaml"])
    }

    @Test func `where nothing can be kept, credentials are given all the same`() async throws {
        let file = try folder.write("", to: "file")
        let bench = PersonalFiles.bench(folder, ["XDG_CACHE_HOME": file])
        #expect(await bench.run("credentials", "work") == .success)
        #expect(bench.output == PersonalFiles.portalCredentials() + "\n")
        #expect(bench.errors.first?.hasPrefix("the credentials aren't kept: ") ?? false)
    }

    @Test func `a server whose clock is ahead gives credentials with their end by ours`() async throws {
        let bench = PersonalFiles.bench(folder) { _ in
            .answer(200, PersonalFiles.portalCredentials(), [.date: "Wed, 25 Nov 2026 09:56:40 GMT"])
        }
        #expect(await bench.run("credentials", "work") == .success)
        #expect(bench.output.contains("2026-11-25T10:36:40Z"))
    }
}

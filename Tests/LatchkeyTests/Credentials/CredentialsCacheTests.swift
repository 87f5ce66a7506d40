import AWS
import FoundationEssentials
import Secrets
import TestSupport
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct CredentialsCacheTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func cache(_ others: [String: String] = [:]) throws -> CredentialsCache {
        try #require(CredentialsCache(environment: PersonalFiles.environment(folder, others)))
    }

    private func made(_ name: String, signIn: String?) -> KeptCredentials {
        KeptCredentials(
            name: name,
            credentials: Credentials(
                accessKeyID: "ASIA1", secretAccessKey: Secret("s"), sessionToken: Secret("t"),
                expiration: ToolBench.now + 3_600),
            origin: "a test", signIn: signIn, sources: [])
    }

    @Test func `credentials are kept by name, and by the files that say what the name means`() throws {
        let cache = try cache()
        try cache.keep(made("work", signIn: "a"))
        #expect(cache.kept("work") == made("work", signIn: "a"))
        #expect(cache.kept("other") == nil)
        #expect(try self.cache(["AWS_CONFIG_FILE": "/x"]).kept("work") == nil)
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/latchkey/credentials")
        #expect(names.count == 2 && names.allSatisfy { !$0.contains("work") })
    }

    @Test func `what a sign-in gave is forgotten with it, and what can't be read`() throws {
        let cache = try cache()
        try cache.keep(made("work", signIn: "a"))
        try cache.keep(made("admin", signIn: "b"))
        try cache.keep(made("old", signIn: nil))
        _ = try folder.write("nonsense", to: "latchkey/credentials/1.json")
        try cache.forget(signIn: "a")
        #expect(cache.kept("work") == nil)
        #expect(cache.kept("admin") != nil && cache.kept("old") != nil)
        #expect(folder.text(of: "latchkey/credentials/1.json").isEmpty)
        try self.cache(["XDG_CACHE_HOME": folder.path + "/none"]).forget(signIn: "a")
    }

    @Test(arguments: ["", "{", "[]", #"{"key":"work"}"#, #"{"kept":{}}"#])
    func `a file that something else wrote is none`(text: String) throws {
        let cache = try cache()
        try cache.keep(made("work", signIn: "a"))
        let path = "\(folder.path)/latchkey/credentials"
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasSuffix(".json") {
            _ = try folder.write(text, to: "latchkey/credentials/\(name)")
        }
        #expect(cache.kept("work") == nil)
    }
}

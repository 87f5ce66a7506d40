import AWS
import Formats
import FoundationEssentials
import Reactor
import Secrets
import Testing

@testable import latchkey

@Suite struct KeptCredentialsTests {
    @Test func `kept credentials are read as they were written`() throws {
        let sources: [ToolConfiguration.Source] = [
            .init(path: "/a", version: nil), .init(path: "/b", version: .init(modified: 1, size: 2, inode: 3)),
        ]
        let kept = KeptCredentials(
            name: "work",
            credentials: Credentials(
                accessKeyID: "ASIA1", secretAccessKey: Secret("s"), sessionToken: Secret("t"),
                expiration: ToolBench.now),
            origin: "a test", signIn: "company", region: Region("eu-west-1"), sources: sources)
        #expect(KeptCredentials(try JSONReader.read(kept.document.bytes)) == kept)
        #expect(KeptCredentials(.object([])) == nil)
        #expect(KeptCredentials(.null) == nil)
    }

    @Test func `they are current while the files that they depend on are`() {
        let version = FileVersion(modified: 1, size: 2, inode: 3)
        let kept = KeptCredentials(
            name: "work", credentials: Credentials(accessKeyID: "AKIA1", secretAccessKey: Secret("s")),
            origin: "a test", sources: [.init(path: "/a", version: nil), .init(path: "/b", version: version)])
        #expect(kept.isCurrent { $0 == "/b" ? version : nil })
        #expect(!kept.isCurrent { _ in version })
        #expect(!kept.isCurrent { _ in nil })
        #expect(kept.remaining(at: ToolBench.now) == .infinity)
    }
}

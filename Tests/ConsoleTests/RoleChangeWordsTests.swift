import AWS
import RoleMirror
import Testing

@testable import FakeAWS
@testable import console

struct RoleChangeWordsTests {
    @Test func `what the next login does is told in words that name what it changes`() throws {
        let policy = try policyARN("a")
        for (change, words) in [
            (RoleChange.putBoundary(policy), "set its permissions boundary to \(policy)"),
            (.deleteBoundary, "remove its permissions boundary"),
            (.tag([Tag(key: "Team", value: "x"), Tag(key: "Cost", value: "y")]), "tag it with Team, Cost"),
            (.untag(["Team"]), "remove the tags Team"), (.attach(policy), "attach \(policy)"),
            (.detach(policy), "detach \(policy)"), (.deletePolicy(policy), "delete the policy \(policy)"),
            (.updateMaxSessionDuration(43_200), "set its longest session to 43200 s"),
        ] {
            #expect(change.words == words)
        }
    }
}

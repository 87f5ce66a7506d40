import FoundationEssentials
import IdentityProofs
import Secrets
import Testing

@testable import iam_auth

@Suite struct KMSContextsTests {
    private func contexts(_ secret: Character, former: [Character] = []) -> KMSContexts {
        let secrets = ([secret] + former).map { Secret(String(repeating: $0, count: 32)) }
        return KMSContexts(secret: secrets[0], former: Array(secrets.dropFirst()))
    }

    private func server(_ name: String = "tools.example.com") throws -> ServerName { try #require(ServerName(name)) }

    private func moment(_ seconds: Int) -> Date { Date(timeIntervalSince1970: Double(1_700_000_100 + seconds)) }

    @Test func `a context names the host, its end and what nobody can guess`() throws {
        let context = try #require(contexts("a").current(for: try server(), at: moment(0)))
        #expect(context.host == "tools.example.com" && context.expires == 1_700_000_700)
        #expect(context.nonce.utf8.count == 22)
        let members = context.encryptionContext.members
        #expect(members == ["host": context.host, "expires": "1700000700", "nonce": context.nonce])
    }

    @Test func `every node tells the same, for five minutes, and each server another`() throws {
        let first = contexts("a").current(for: try server(), at: moment(0))
        #expect(contexts("a").current(for: try server(), at: moment(299)) == first)
        for other in [
            contexts("a").current(for: try server(), at: moment(300)),
            contexts("a").current(for: try server("wiki.example.com"), at: moment(0)),
            contexts("b").current(for: try server(), at: moment(0)),
        ] { #expect(other?.nonce != first?.nonce) }
    }

    @Test func `a context is taken for five to ten minutes`() throws {
        let told = try #require(contexts("a").current(for: try server(), at: moment(299)))
        for seconds in [0, 299, 300, 599] {
            #expect(contexts("a").acceptable(for: try server(), at: moment(seconds)).contains(told), "\(seconds)")
        }
        for seconds in [-31, 600, 3_600] {
            #expect(!contexts("a").acceptable(for: try server(), at: moment(seconds)).contains(told), "\(seconds)")
        }
    }

    @Test func `a node whose clock is a little ahead is understood`() throws {
        let told = try #require(contexts("a").current(for: try server(), at: moment(300)))
        #expect(contexts("a").acceptable(for: try server(), at: moment(271)).last == told)
        #expect(!contexts("a").acceptable(for: try server(), at: moment(269)).contains(told))
    }

    @Test func `a change of the secret ends no sign-in that has begun`() throws {
        let before = try #require(contexts("a").current(for: try server(), at: moment(290)))
        let changed = contexts("b", former: ["a"])
        #expect(changed.acceptable(for: try server(), at: moment(310)).contains(before))
        #expect(changed.current(for: try server(), at: moment(290)) != before)
        #expect(!contexts("b").acceptable(for: try server(), at: moment(310)).contains(before))
    }

    @Test func `the likeliest comes first, and no token is tried in more than six`() throws {
        let many = contexts("a", former: ["b", "c", "d", "e"])
        for seconds in [0, 280] {
            let found = many.acceptable(for: try server(), at: moment(seconds))
            #expect(found.count == 6 && Set(found.map(\.nonce)).count == 6)
            #expect(found.first == many.current(for: try server(), at: moment(seconds)))
        }
        #expect(contexts("a").acceptable(for: try server(), at: moment(0)).count == 2)
    }
}

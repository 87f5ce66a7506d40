import Secrets
import Settings
import Testing

@testable import Machines

@Suite struct MachineTokenTests {
    private let keys = TokenSealing(MachinesBench.secret, FormerSecretSettings())
    private let machine = MachineID()

    private func make(_ kind: TokenKind = .refresh, keys: TokenSealing? = nil) throws -> String {
        let token = MachineToken.make(
            kind, for: machine, of: MachinesBench.ann, generation: 66_051, keys: keys ?? self.keys)
        return try #require(token).reveal()
    }

    @Test func `a token says whose it is`() throws {
        let token = try #require(MachineToken(try make(), .refresh, keys: keys))
        #expect(token.machine == machine && token.person == MachinesBench.ann && token.generation == 66_051)
    }

    @Test func `two tokens are never the same`() throws {
        #expect(try make() != make())
    }

    @Test func `a token of one kind is none of the other`() throws {
        let refresh = try make()
        let access = try make(.access)
        #expect(MachineToken(refresh, .access, keys: keys) == nil && MachineToken(access, .refresh, keys: keys) == nil)
        let dressed = TokenKind.access.prefix + refresh.dropFirst(TokenKind.refresh.prefix.count)
        #expect(MachineToken(dressed, .access, keys: keys) == nil)
    }

    @Test func `a token that was changed, cut or made longer isn't one`() throws {
        let text = try make()
        for index in text.indices {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            #expect(MachineToken(changed, .refresh, keys: keys) == nil)
            #expect(MachineToken(String(text[..<index]), .refresh, keys: keys) == nil)
        }
        for end in ["A", "=", " ", "\u{301}", String(repeating: "A", count: 1_000)] {
            #expect(MachineToken(text + end, .refresh, keys: keys) == nil)
        }
    }

    @Test func `a token under another secret isn't one, and one under a former secret is`() throws {
        let other = SecretSettings(secret: Secret(String(repeating: "x", count: 32)))
        let foreign = try make(keys: TokenSealing(other, FormerSecretSettings()))
        #expect(MachineToken(foreign, .refresh, keys: keys) == nil)
        let changed = TokenSealing(MachinesBench.secret, FormerSecretSettings([other.secret]))
        #expect(MachineToken(foreign, .refresh, keys: changed) != nil)
    }
}

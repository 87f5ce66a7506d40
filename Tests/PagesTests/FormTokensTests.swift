import Concurrency
import FoundationEssentials
import Secrets
import Testing

@testable import Pages

@Suite struct FormTokensTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private let secret = Secret(String(repeating: "k", count: 32))

    private func tokens(after seconds: Double = 0, secret: Secret? = nil) -> FormTokens {
        FormTokens(secret: secret ?? self.secret, timekeeper: Timekeeper(now: { Self.start + seconds }))
    }

    @Test(arguments: [(0, true), (43_199, true), (43_200, false), (86_400, false), (-300, true), (-301, false)])
    func `a token is good for twelve hours, also on a node whose clock is behind`(seconds: Int, isGood: Bool) {
        let token = tokens().token(for: "ann")
        #expect(tokens(after: Double(seconds)).accepts(token, from: "ann") == isGood)
    }

    @Test func `another node with the same secret takes it, one with another doesn't`() {
        let token = tokens().token(for: "ann")
        #expect(tokens().accepts(token, from: "ann"))
        #expect(!tokens(secret: Secret(String(repeating: "x", count: 32))).accepts(token, from: "ann"))
    }

    @Test func `it is nobody else's`() {
        #expect(!tokens().accepts(tokens().token(for: "ann"), from: "bob"))
        #expect(!tokens().accepts(tokens().token(for: "ann"), from: "Ann"))
    }

    @Test func `a longer life can't be written into it`() {
        let token = tokens().token(for: "ann")
        let code = token.split(separator: ".")[1]
        #expect(!tokens().accepts("1800043201.\(code)", from: "ann"))
        #expect(!tokens().accepts("01800043200.\(code)x", from: "ann"))
    }

    @Test(arguments: ["", ".", "1800043200", "1800043200.", "x.y", "-1.00", "99999999999999999999.00", "a.b.c"])
    func `garbage isn't a token`(text: String) {
        #expect(!tokens().accepts(text, from: "ann"))
    }
}

import Concurrency
import FoundationEssentials
import HTTPTypes
import Secrets
import Testing
import Web

@testable import Pages

@Suite struct FormTokensTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private let secret = Secret(String(repeating: "k", count: 32))

    private func tokens(after seconds: Double = 0, secret: Secret? = nil) -> FormTokens {
        FormTokens(secret: secret ?? self.secret, timekeeper: Timekeeper(now: { Self.start + seconds }))
    }

    private let purpose = FormPurpose(.delete, "/keys/AKIA")

    private func token(lifetime: Int? = nil) -> String {
        tokens().token(for: "ann", purpose: purpose, lifetime: lifetime)
    }

    @Test(arguments: [
        (0, FormTokenStanding.good), (43_199, .good), (43_200, .expired), (86_400, .expired), (-300, .good),
        (-301, .foreign),
    ])
    func `a token is good for twelve hours, also on a node whose clock is behind`(
        seconds: Int, standing: FormTokenStanding
    ) {
        #expect(tokens(after: Double(seconds)).standing(of: token(), from: "ann", purpose: purpose) == standing)
    }

    @Test(arguments: [(59, FormTokenStanding.good), (60, .expired)])
    func `a token may be good for less time`(seconds: Int, standing: FormTokenStanding) {
        let token = token(lifetime: 60)
        #expect(tokens(after: Double(seconds)).standing(of: token, from: "ann", purpose: purpose) == standing)
    }

    @Test func `another node with the same secret takes it, one with another doesn't`() {
        let other = tokens(secret: Secret(String(repeating: "x", count: 32)))
        #expect(tokens().standing(of: token(), from: "ann", purpose: purpose) == .good)
        #expect(other.standing(of: token(), from: "ann", purpose: purpose) == .foreign)
    }

    @Test(arguments: ["bob", "Ann", "", "ann\n1800043200"])
    func `it is nobody else's, also when it is old`(caller: String) {
        for seconds in [0.0, 50_000] {
            #expect(tokens(after: seconds).standing(of: token(), from: caller, purpose: purpose) == .foreign)
        }
    }

    @Test(arguments: [
        FormPurpose(.post, "/keys/AKIA"), FormPurpose(.delete, "/keys/AKIB"), FormPurpose(.delete, "/keys/AKIA/active"),
        FormPurpose(notice: "deleted", of: "AKIA"), FormPurpose(.delete, ""),
    ])
    func `it is good for no other purpose, also when it is old`(other: FormPurpose) {
        for seconds in [0.0, 50_000] {
            #expect(tokens(after: seconds).standing(of: token(), from: "ann", purpose: other) == .foreign)
        }
    }

    @Test func `a longer life can't be written into it`() {
        let code = token().split(separator: ".")[1]
        for text in ["1800043201.\(code)", "01800043200.\(code)x"] {
            #expect(tokens().standing(of: text, from: "ann", purpose: purpose) == .foreign)
        }
    }

    @Test(arguments: ["", ".", "1800043200", "1800043200.", "x.y", "-1.00", "99999999999999999999.00", "a.b.c"])
    func `garbage isn't a token`(text: String) {
        #expect(tokens().standing(of: text, from: "ann", purpose: purpose) == .foreign)
    }
}

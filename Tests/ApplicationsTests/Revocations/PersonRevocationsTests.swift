import FoundationEssentials
import TestSupport
import Testing

@testable import Applications
@testable import FakeAWS

@Suite struct PersonRevocationsTests {
    private let start = ManualClock.start

    private func person(_ text: String) throws -> RevokedPerson { try #require(RevokedPerson(text)) }

    private func revocations(of people: String..., after seconds: TimeInterval = 0) throws -> PersonRevocations {
        var revocations = PersonRevocations()
        for text in people { revocations.revoke(try person(text), at: start + seconds) }
        return revocations
    }

    @Test func `without revocations nothing is refused`() {
        let none = PersonRevocations()
        #expect(none.isEmpty && none.text == nil && none.moment(of: "ann") == nil)
        #expect(!none.refuse("ann", issued: nil, at: start) && !none.refuse("ann", issued: start - 1e6, at: start))
    }

    @Test(
        arguments: [
            ("ann", 0, true), ("ann", -5, true), ("ann", 1, false), ("bob", 0, false), ("bob", -86_380, false),
            ("bob", -86_400, true), ("Ann", 0, false), ("ann", nil, true), ("bob", nil, true),
        ] as [(String, TimeInterval?, Bool)])
    func `tokens up to the revocation are refused, and such of which it isn't known`(
        _ name: String, _ issued: TimeInterval?, _ isRefused: Bool
    ) throws {
        let revocations = try revocations(of: "ann")
        #expect(revocations.refuse(name, issued: issued.map { start + $0 }, at: start + 10) == isRefused)
    }

    @Test func `a later revocation counts, and an earlier one takes nothing back`() throws {
        var revocations = try revocations(of: "ann", after: 10)
        revocations.revoke(try person("ann"), at: start)
        #expect(revocations.moment(of: "ann") == Int(start.timeIntervalSince1970) + 10)
        revocations.revoke(try person("ann"), at: start + 20)
        #expect(revocations.moment(of: "ann") == Int(start.timeIntervalSince1970) + 20)
    }

    @Test func `after a day a revocation is no longer known by its person, and counts for all people`() throws {
        var revocations = try revocations(of: "ann")
        revocations.revoke(try person("bob"), at: start + 86_400)
        #expect(revocations.moment(of: "ann") == Int(start.timeIntervalSince1970))
        #expect(revocations.moment(of: "carol") == Int(start.timeIntervalSince1970))
        #expect(revocations.refuse("ann", issued: start, at: start + 86_401))
        #expect(!revocations.refuse("carol", issued: start + 2, at: start + 86_401))
    }

    @Test func `the latest thousand are known, and fit into a record`() throws {
        var revocations = PersonRevocations()
        for number in 0...1_000 { revocations.revoke(try person("p\(number)"), at: start + TimeInterval(number)) }
        let first = Int(start.timeIntervalSince1970)
        #expect(revocations.moment(of: "nobody") == first && revocations.moment(of: "p1000") == first + 1_000)
        let text = try #require(revocations.text)
        #expect(text.utf8.count < 50_000 && PersonRevocations(text) == revocations)
    }

    @Test func `a revoked token stays refused whatever comes later`() throws {
        var generator = SeededGenerator()
        let seed = generator.seed
        var revocations = PersonRevocations()
        var made: [(person: RevokedPerson, moment: Date)] = []
        var now = start
        for _ in 0..<300 {
            now += TimeInterval(Int.random(in: 0...3_000, using: &generator))
            let person = try person("p\(Int.random(in: 0..<40, using: &generator))")
            revocations.revoke(person, at: now)
            made.append((person, now))
            #expect(revocations.text.flatMap(PersonRevocations.init) == revocations, "seed \(seed)")
        }
        for (person, moment) in made {
            #expect(revocations.refuse(person.sessionName, issued: moment, at: now), "seed \(seed)")
        }
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"everybody":0}"#, #"{"people":{}}"#, #"{"everybody":"0","people":{}}"#,
        #"{"everybody":0,"people":{"a":"1"}}"#, #"{"everybody":0,"people":{"a":1,"a":2}}"#,
        #"{"everybody":0,"people":[]}"#, String(repeating: " ", count: 65_537),
    ])
    func `a text of another form isn't read`(_ text: String) {
        #expect(PersonRevocations(text) == nil)
    }

    @Test(arguments: [("auth0|5f7c", "auth0=7C5f7c"), ("a", "=61"), ("ann@example.com", "ann@example.com")])
    func `a person is known as in sessions`(_ claim: String, _ name: String) {
        #expect(RevokedPerson(claim)?.sessionName == name)
    }

    @Test(arguments: ["", String(repeating: "a", count: 65), String(repeating: "|", count: 22)])
    func `a text of which no session can be is refused`(_ claim: String) {
        #expect(RevokedPerson(claim) == nil)
    }
}

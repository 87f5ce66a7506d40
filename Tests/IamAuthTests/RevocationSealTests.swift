import AWS
import Secrets
import Testing

@testable import iam_auth

@Suite struct RevocationSealTests {
    private let item: Item = [
        "version": .n(7), "floor": .n(5), "revoked_at": .m(["AIDAEXAMPLE0000000001": .n(1_700_000_000)]),
        "ended": .m(["AAAAAAAAAAAAAAAAAAAAAAAA": .m(["began": .n(1_700_000_000), "expires": .n(1_700_000_600)])]),
        "owners": .m(["AAAAAAAA": .n(1_600_000_000)]),
    ]

    private func seal(_ secret: Character, _ former: Character...) -> RevocationSeal {
        RevocationSeal(
            secret: Secret(String(repeating: secret, count: 32)),
            former: former.map { Secret(String(repeating: $0, count: 32)) })
    }

    @Test func `a secret's own seal is believed, and another's isn't`() {
        #expect(seal("a").holds(seal("a").sealing(item)))
        #expect(!seal("b").holds(seal("a").sealing(item)))
        #expect(!seal("a").holds(item))
    }

    @Test func `a former secret's seal is believed while that is listed`() {
        #expect(seal("b", "a").holds(seal("a").sealing(item)))
        #expect(!seal("a").holds(seal("b", "a").sealing(item)))
    }

    @Test func `entries can't change places, maps or kinds`() {
        for (name, value) in [
            ("version", .s("7")), ("floor", .n(6)), ("revoked_at", .m([:])), ("ended", item["revoked_at"] ?? .null),
            ("owners", .m([:])),
            (
                "ended",
                .m(["AAAAAAAAAAAAAAAAAAAAAAAA": .m(["began": .n(1_600_000_000), "expires": .n(1_700_000_600)])])
            ),
            ("revoked_at", .m(["AIDAEXAMPLE0000000001": .s("1700000000")])),
        ] as [(String, AttributeValue)] {
            var changed = seal("a").sealing(item)
            changed[name] = value
            #expect(!seal("a").holds(changed), "\(name)")
        }
    }

    /// An independent computation: Python's hmac, of the JSON that the documentation of the table describes.
    @Test func `the seal is the HMAC of a JSON array under the derived key`() {
        #expect(
            seal("k").sealing(item)["seal"]
                == .s("dca7c180f70f65b209725f44d17f4cbb16c9f8eff1c0b7288f1578573011aa73"))
    }
}

import Secrets
import Testing

@testable import AWS

@Suite struct ItemSealTests {
    private static let names = ["id", "owner", "count", "ends"]
    private let item: Item = [
        "id": .s("x"), "owner": .s("alice"), "count": .n(7), "ends": .m(["a": .n(1), "b": .s("1")]), "other": .s("y"),
    ]

    private func seal(_ secret: Character, _ former: Character..., purpose: String = "tests") -> ItemSeal {
        ItemSeal(
            secret: Secret(String(repeating: secret, count: 32)),
            former: former.map { Secret(String(repeating: $0, count: 32)) }, purpose: purpose)
    }

    private func isCode(_ seal: ItemSeal, _ code: AttributeValue?, of item: Item, part: String? = nil) -> Bool {
        seal.isCode(code, over: Self.names, of: item, part: part)
    }

    @Test func `a code is that of its secret, purpose and part`() {
        let code = seal("a").code(over: Self.names, of: item)
        #expect(isCode(seal("a"), code, of: item) && isCode(seal("b", "a"), code, of: item))
        #expect(!isCode(seal("b"), code, of: item) && !isCode(seal("a", purpose: "others"), code, of: item))
        #expect(!isCode(seal("a"), code, of: item, part: "x"))
        let part = seal("a").code(over: Self.names, of: item, part: "x")
        #expect(isCode(seal("a"), part, of: item, part: "x") && !isCode(seal("a"), part, of: item, part: "y"))
        // The first secret seals.
        #expect(!isCode(seal("a"), seal("b", "a").code(over: Self.names, of: item), of: item))
    }

    @Test func `what is sealed can't change its value, kind or place, and the rest can`() {
        let code = seal("a").code(over: Self.names, of: item)
        for (name, value) in [
            ("id", .s("y")), ("id", nil), ("owner", .s("alicE")), ("owner", .s("alice\",null")), ("count", .s("7")),
            ("count", .n(8)), ("count", .m(["n": .s("7")])), ("ends", .m([:])), ("ends", .m(["a": .n(1)])),
            ("ends", .m(["a": .s("1"), "b": .n(1)])), ("ends", .m(["a": .n(1), "b": .s("1"), "c": .null])),
            ("ends", .s("{}")), ("ends", nil),
        ] as [(String, AttributeValue?)] {
            var changed = item
            changed[name] = value
            #expect(!isCode(seal("a"), code, of: changed), "\(name)")
        }
        var swapped = item
        (swapped["id"], swapped["owner"]) = (item["owner"], item["id"])
        #expect(!isCode(seal("a"), code, of: swapped))
        var other = item
        other["other"] = nil
        #expect(isCode(seal("a"), code, of: other))
    }

    @Test(arguments: [nil, .null, .n(1), .s(""), .s("0"), .b([0]), .ss(["x"])] as [AttributeValue?])
    func `what is no code is refused`(code: AttributeValue?) {
        #expect(!isCode(seal("a"), code, of: item))
    }

    /// An independent computation: Python's hmac.
    @Test func `the code is the HMAC of a JSON array under the derived key`() {
        #expect(
            seal("k").code(over: Self.names, of: item, part: "p")
                == .s("4fb32733907e06d4e8afc72048a0fff74ddd5705a8ebd2315c13e6ba25b8d083"))
        #expect(
            seal("k").code(over: ["none"], of: item)
                == .s("e9db7fa5cbdfe4013a8ee771760ea7f4f1d7b9a17cbe9a29e969bd5881a67352"))
    }
}

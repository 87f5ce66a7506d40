import AWS
import Formats
import Grants
import TestSupport
import Testing
import Tokens

struct TagMappingsTests {
    private static func mappings(
        _ claim: String = "tenant", need: TagMapping.Need = .required, lists: TagMapping.Lists = .refused
    ) throws -> TagMappings {
        try TagMappings([TagMapping(key: "Tenant", source: .claim(try .known(claim), need, lists))])
    }

    private static func value(
        _ claim: JSONValue?, need: TagMapping.Need = .required, lists: TagMapping.Lists = .refused
    ) throws -> String? {
        let claims = try TokenClaims.make(claim.map { ["tenant": $0] } ?? .object([]))
        return try mappings(need: need, lists: lists).tags(for: claims).first?.tag.value
    }

    @Test(
        arguments: [
            ("yellow", "yellow"), (.string(String(repeating: "a", count: 256)), String(repeating: "a", count: 256)),
            ("Zoë 東京 Ⅷ", "Zoë 東京 Ⅷ"), ("a_b.c/d=e+f-g@h i", "a_b.c/d=e+f-g@h i"), (7, "7"), (-7, "-7"),
            (.decimal("1.50"), "1.50"), (.decimal("12345678901234567890"), "12345678901234567890"), (true, "true"),
            (false, "false"), (.string(String(repeating: "東", count: 256)), String(repeating: "東", count: 256)),
        ] as [(JSONValue, String)])
    func `a claim becomes a tag's value as it is written`(claim: JSONValue, value: String) throws {
        for need in [TagMapping.Need.required, .optional] {
            #expect(try Self.value(claim, need: need) == value)
            #expect(try Self.value(claim, need: need, lists: .joined) == value)
        }
    }

    @Test(
        arguments: [
            (["a"], "a"), (["a", "b"], "a:b"), (["b", "a", "b"], "b:a:b"), ([1, true, "x"], "1:true:x"),
        ] as [(JSONValue, String)])
    func `a list is joined by colons where the mapping says so, and refused otherwise`(list: JSONValue, value: String)
        throws
    {
        #expect(try Self.value(list, lists: .joined) == value)
        #expect(throws: GrantError.claim("tenant", tag: "Tenant", .list)) { try Self.value(list) }
        #expect(throws: GrantError.claim("tenant", tag: "Tenant", .list)) { try Self.value(list, need: .optional) }
    }

    @Test(arguments: [nil, .null, "", []] as [JSONValue?])
    func `a claim that is absent or empty is refused where it is required, and left out otherwise`(claim: JSONValue?)
        throws
    {
        #expect(throws: GrantError.claim("tenant", tag: "Tenant", .missing)) { try Self.value(claim, lists: .joined) }
        #expect(try Self.value(claim, need: .optional, lists: .joined) == nil)
    }

    @Test func `a text with a colon isn't taken for a list, and is a text where lists are refused`() throws {
        #expect(throws: GrantError.claim("tenant", tag: "Tenant", .separator)) {
            try Self.value("x:admins:y", lists: .joined)
        }
        #expect(try Self.value("x:admins:y") == "x:admins:y")
    }

    @Test(
        arguments: [
            (.object([]), .wrongType), (["id": "x"], .wrongType), ([["a"]], .wrongType), (["a", .null], .wrongType),
            (["a", .object([])], .wrongType), (["a:b"], .separator), (["a", ""], .separator),
            ([""], .separator), (.string(String(repeating: "a", count: 257)), .tooLong(limit: 256)),
            (.string(String(repeating: "a", count: 10_240)), .tooLong(limit: 256)),
            (.string(String(repeating: "東", count: 257)), .tooLong(limit: 256)),
            (.array(Array(repeating: "a", count: 257)), .tooLong(limit: 256)),
            (.array(Array(repeating: "a", count: 129)), .tooLong(limit: 256)),
            ("a\nb", .forbiddenCharacter), ("a\u{0}b", .forbiddenCharacter), ("a\tb", .forbiddenCharacter),
            ("a\u{7f}", .forbiddenCharacter), ("a\u{85}", .forbiddenCharacter), ("e\u{301}", .forbiddenCharacter),
            ("a*", .forbiddenCharacter), ("a?", .forbiddenCharacter), ("${x}", .forbiddenCharacter),
            ("a\"b", .forbiddenCharacter), ("a,b", .forbiddenCharacter), ("a\\b", .forbiddenCharacter),
            ("a|b", .forbiddenCharacter), ("a#b", .forbiddenCharacter), ("a\u{200b}b", .forbiddenCharacter),
            ("a\u{202e}b", .forbiddenCharacter), ("😀", .forbiddenCharacter), (["a", "b\n"], .forbiddenCharacter),
        ] as [(JSONValue, ClaimFault)])
    func `what AWS wouldn't take is refused by the claim's name, for optional tags too`(
        claim: JSONValue, fault: ClaimFault
    ) throws {
        for need in [TagMapping.Need.required, .optional] {
            #expect(throws: GrantError.claim("tenant", tag: "Tenant", fault)) {
                try Self.value(claim, need: need, lists: .joined)
            }
        }
    }

    @Test func `tags keep the order of their mappings, and constants stand among them`() throws {
        let mappings = try TagMappings([
            TagMapping(key: "b", source: .claim(try .known("/org/id"), .required, .refused), reach: .transitive),
            TagMapping(key: "c", source: .constant("fixed")),
            TagMapping(key: "d", source: .claim(try .known("none"), .optional, .refused)),
            TagMapping(key: "a", source: .claim(try .known("https://x/y"), .optional, .refused)),
        ])
        let claims = try TokenClaims.make(["org": ["id": 5], "https://x/y": "z"])
        #expect(
            try mappings.tags(for: claims) == [
                SessionTag(Tag(key: "b", value: "5"), reach: .transitive), SessionTag(Tag(key: "c", value: "fixed")),
                SessionTag(Tag(key: "a", value: "z"), need: .optional),
            ])
    }

    @Test(
        arguments: [
            ("", .key), ("aws:x", .key), ("AWS:x", .key), ("a*", .key), ("a\n", .key), ("e\u{301}", .key),
            (String(repeating: "k", count: 129), .key), ("Tenant", .duplicate), ("tENANT", .duplicate),
        ] as [(String, GrantError.MappingFault)])
    func `a mapping whose key AWS wouldn't take is refused`(key: String, fault: GrantError.MappingFault) {
        #expect(throws: GrantError.mapping(key: key, fault)) {
            try TagMappings(["Tenant", key].map { TagMapping(key: $0, source: .constant("x")) })
        }
    }

    @Test func `fifty mappings are taken and no more, and no constant that AWS wouldn't take`() throws {
        let mappings = (0..<51).map { TagMapping(key: "k\($0)", source: .constant("")) }
        _ = try TagMappings(Array(mappings.prefix(50)))
        #expect(throws: GrantError.mapping(key: "", .tooMany)) { try TagMappings(mappings) }
        for value in ["a*", String(repeating: "x", count: 257)] {
            #expect(throws: GrantError.mapping(key: "k", .constant)) {
                try TagMappings([TagMapping(key: "k", source: .constant(value))])
            }
        }
    }

    @Test func `no two lists give one value, whatever is in them`() throws {
        var generator = SeededGenerator()
        let seed = generator.seed
        let letters = ["a", "b", ":", "", "::", "a:b", "ab", "1"]
        var seen: [String: [String]] = [:]
        for _ in 0..<3_000 {
            let list = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                letters[Int.random(in: 0..<letters.count, using: &generator)]
            }
            guard let value = try? Self.value(.array(list.map { .string($0) }), lists: .joined) else { continue }
            #expect(seen[value, default: list] == list, "seed \(seed)")
            seen[value] = list
        }
    }
}

import AWS
import Formats
import Grants
import TestSupport
import Testing
import Tokens

struct PersonNameTests {
    private static func name(_ claim: JSONValue?) throws -> String {
        try PersonName(.known("sub"), in: .make(claim.map { ["sub": $0] } ?? .object([]))).sessionName.rawValue
    }

    @Test(arguments: [
        ("alice@example.com", "alice@example.com"), ("a+b,c.d-e_f", "a+b,c.d-e_f"), ("auth0|5f7c", "auth0=7C5f7c"),
        ("a=b", "a=3Db"), ("a b", "a=20b"), ("Zoë", "Zo=C3=AB"), ("a", "=61"), ("=", "=3D"), ("=61", "=3D61"),
        ("a/b:c", "a=2Fb=3Ac"), ("x\n", "x=0A"), (String(repeating: "a", count: 64), String(repeating: "a", count: 64)),
    ])
    func `a person's claim becomes the session's name and its source identity`(claim: String, name: String) throws {
        let found = try PersonName(.known("sub"), in: .make(["sub": .string(claim)]))
        #expect(found.sessionName.rawValue == name)
        #expect(found.sourceIdentity.rawValue == name)
    }

    @Test(
        arguments: [
            (.string(String(repeating: "a", count: 65)), .tooLong(limit: 64)),
            (.string(String(repeating: "é", count: 11)), .tooLong(limit: 64)),
            (.string(String(repeating: "a", count: 10_240)), .tooLong(limit: 64)),
        ] as [(JSONValue, ClaimFault)])
    func `a name that doesn't fit is refused, and not cut`(claim: JSONValue, fault: ClaimFault) {
        #expect(throws: GrantError.person("sub", fault)) { try Self.name(claim) }
    }

    @Test(
        arguments: [
            (42, .wrongType), (true, .wrongType), (["alice"], .wrongType), (.object([]), .wrongType),
            (.null, .missing), ("", .missing), (nil, .missing),
        ] as [(JSONValue?, ClaimFault)])
    func `what isn't a text names nobody`(claim: JSONValue?, fault: ClaimFault) throws {
        let claims = try TokenClaims.make(claim.map { ["name": $0] } ?? .object([]))
        #expect(throws: GrantError.person("name", fault)) { try PersonName(.known("name"), in: claims) }
    }

    @Test func `no two people have one name`() throws {
        var generator = SeededGenerator()
        let seed = generator.seed
        let letters = Array("ab=61D3\u{e9}|/ ".unicodeScalars).map { String($0) } + ["e\u{301}", "=61", "=3D"]
        var people: [String: [UInt8]] = [:]
        for _ in 0..<5_000 {
            let count = Int.random(in: 1...6, using: &generator)
            let text = (0..<count).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] }.joined()
            let name = try Self.name(.string(text))
            #expect(people[name, default: Array(text.utf8)] == Array(text.utf8), "seed \(seed)")
            people[name] = Array(text.utf8)
        }
    }
}

import FoundationEssentials
import Testing

@testable import PGP

@Suite struct KeyFactsTests {
    private static func subkey(
        _ name: String, encrypts: Bool = true, algorithm: Int = 302, bits: Int = 255, created: Double = 0,
        expires: Double? = nil, isUsable: Bool = true
    ) -> KeyFacts.Subkey {
        KeyFacts.Subkey(
            fingerprint: name, isUsable: isUsable, encrypts: encrypts, algorithm: algorithm, bits: bits,
            created: Date(timeIntervalSince1970: created), expires: expires.map(Date.init(timeIntervalSince1970:)))
    }

    private static let primary = subkey("primary", encrypts: false, algorithm: 303)

    @Test func `the newest strong subkey is encrypted to, until it or the key expires`() throws {
        let facts = KeyFacts(subkeys: [
            Self.subkey("primary", encrypts: false, algorithm: 303, expires: 900), Self.subkey("old", created: 1),
            Self.subkey("new", created: 3, expires: 800), Self.subkey("weak", algorithm: 1, bits: 1_024, created: 4),
            Self.subkey("over", created: 5, isUsable: false),
        ])
        let (subkey, expires) = try facts.recipient()
        #expect(subkey.fingerprint == "new" && expires == Date(timeIntervalSince1970: 800))
    }

    @Test(
        arguments: [
            (KeyFacts(isRevoked: true, subkeys: [primary]), .revoked),
            (KeyFacts(isExpired: true, subkeys: [primary]), .expired(nil)),
            (KeyFacts(isDisabled: true, subkeys: [primary]), .disabled),
            (KeyFacts(isInvalid: true, subkeys: [primary]), .notSigned), (KeyFacts(subkeys: []), .notSigned),
            (KeyFacts(subkeys: [primary]), .signsOnly),
            (KeyFacts(subkeys: [primary, subkey("x", isUsable: false)]), .noUsableSubkey),
            (
                KeyFacts(subkeys: [subkey("x", encrypts: false, algorithm: 17, bits: 3_072), subkey("y")]),
                .weak("DSA, which GnuPG no longer makes")
            ),
            (
                KeyFacts(subkeys: [primary, subkey("x", algorithm: 16, bits: 4_096)]),
                .weak("Elgamal, which GnuPG no longer makes")
            ),
            (
                KeyFacts(subkeys: [primary, subkey("x", algorithm: 20, bits: 4_096)]),
                .weak("Elgamal, which GnuPG no longer makes")
            ),
            (
                KeyFacts(subkeys: [primary, subkey("x", algorithm: 1, bits: 2_047)]),
                .weak("RSA with 2047 bits, where 2048 are the least")
            ),
            (
                KeyFacts(subkeys: [primary, subkey("x", algorithm: 302, bits: 192)]),
                .weak("an elliptic curve with 192 bits, where 250 are the least")
            ),
            (KeyFacts(subkeys: [primary, subkey("x", algorithm: 99)]), .weak("its kind, number 99, isn't known")),
        ] as [(KeyFacts, KeyRefusal)])
    func `a key without a subkey that holds is refused`(facts: KeyFacts, refusal: KeyRefusal) {
        #expect(throws: refusal) { try facts.recipient() }
    }
}

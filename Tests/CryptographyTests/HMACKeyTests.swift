import Cryptography
import Formats
import Secrets
import Testing

struct HMACKeyTests {
    /// RFC 4231, section 4: key, data, HMAC-SHA-256 (case 5 is about truncation, which nothing here does).
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), [UInt8](repeating: 0xcd, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func `the codes are those of RFC 4231`(key: [UInt8], message: [UInt8], expected: String) {
        let code = HMACKey(key.span).authenticationCode(for: message.span)
        #expect(Hexadecimal.encode(code) == expected)
    }

    @Test func `a key and a message may be empty`() {
        let expected = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(Hexadecimal.encode(code(of: "", under: [])) == expected)
        #expect(Hexadecimal.encode(HMACKey(Secret("")).authenticationCode(for: "")) == expected)
    }

    @Test func `a key of one block is used as it is, and a longer one by its digest`() {
        let block = [UInt8](repeating: 0x61, count: 64)
        #expect(code(of: "m", under: block) != code(of: "m", under: SHA256.digest(block)))
        let longer = block + [0x61]
        #expect(code(of: "m", under: longer) == code(of: "m", under: SHA256.digest(longer)))
    }

    @Test func `a key gives the same code for a message whatever it was used for before`() {
        let key = HMACKey(Secret("Jefe"))
        let first = key.authenticationCode(for: "what do ya want for nothing?")
        #expect(key.authenticationCode(for: "another message") != first)
        #expect(key.authenticationCode(for: "what do ya want for nothing?") == first)
        #expect(
            Hexadecimal.encode(first) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    /// The key is that of an example of AWS's documentation of Signature Version 4.
    @Test func `a derived key is the code of the last message under the codes of those before`() {
        let secret = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        let messages = ["20150830", "us-east-1", "iam", "aws4_request"]
        let derived = HMACKey(derivedFrom: secret, prefix: "AWS4", messages: messages)
        let bytes: [UInt8] = [
            0xc4, 0xaf, 0xb1, 0xcc, 0x57, 0x71, 0xd8, 0x71, 0x76, 0x3a, 0x39, 0x3e, 0x44, 0xb7, 0x03, 0x57,
            0x1b, 0x55, 0xcc, 0x28, 0x42, 0x4d, 0x1a, 0x5e, 0x86, 0xda, 0x6e, 0xd3, 0xc1, 0x54, 0xa4, 0xb9,
        ]
        #expect(derived.authenticationCode(for: "x") == code(of: "x", under: bytes))

        var step = HMACKey(Secret("AWS4" + secret.reveal()))
        for message in messages { step = HMACKey(step.authenticationCode(for: message).span) }
        #expect(derived.authenticationCode(for: "x") == step.authenticationCode(for: "x"))
        #expect(
            HMACKey(derivedFrom: secret, prefix: "", messages: []).authenticationCode(for: "x")
                == HMACKey(secret).authenticationCode(for: "x"))
    }

    @Test func `many threads may use one key at the same time`() async {
        let key = HMACKey(Secret("key"))
        let expected = (0..<16).map { HMACKey(Secret("key")).authenticationCode(for: "\($0)") }
        let wrong = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<2_000).count { key.authenticationCode(for: "\($0 % 16)") != expected[$0 % 16] }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }

    @Test func `a key shows nothing of itself`() {
        let key = HMACKey(Secret("wJalr"))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(text.contains("redacted"))
        }
    }

    private func code(of text: String, under key: [UInt8]) -> [UInt8] {
        HMACKey(key.span).authenticationCode(for: text)
    }
}

import Formats
import Testing

@testable import PGP

@Suite struct PublicKeyTextTests {
    /// A packet of the new form.
    private static func packet(_ tag: UInt8, _ body: [UInt8]) -> [UInt8] { [0xc0 | tag, UInt8(body.count)] + body }

    private static let key = packet(6, [4, 0, 0, 0, 0]) + packet(13, Array("alice".utf8)) + packet(2, [4, 1])

    private static func armored(_ bytes: [UInt8], _ title: String = "PUBLIC KEY BLOCK") -> [UInt8] {
        Array("-----BEGIN PGP \(title)-----\n\n\(Base64.encode(bytes))\n=abcd\n-----END PGP \(title)-----\n".utf8)
    }

    @Test func `a block in armour is read`() throws {
        #expect(try PublicKeyText(Self.armored(Self.key)).bytes == Self.key)
    }

    @Test(
        arguments: [
            ([], .empty), (Array("  \n".utf8), .empty),
            (Array("keybase:alice".utf8), .keybase), (Array(" Keybase:alice\n".utf8), .keybase),
            (Array("alice@example.com".utf8), .notAKey("it is neither armoured nor base64")),
            (Array(Base64.encode(Array("alice".utf8)).utf8), .notAKey("it is text")),
            ([UInt8](repeating: 0x41, count: PublicKeyText.maximumBytes + 1), .tooLong),
            (armored(key, "PRIVATE KEY BLOCK"), .privateKey), (armored(key, "SECRET KEY BLOCK"), .privateKey),
            (armored(key, "MESSAGE"), .notAKey("it is armour of another kind, such as a message or a signature")),
            (armored(key) + armored(key), .severalKeys), (key + key, .severalKeys),
            (Array("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxg==\n".utf8), .notAKey("its end is missing")),
            (
                Array("-----BEGIN PGP PUBLIC KEY BLOCK-----\n-----END PGP PUBLIC KEY BLOCK-----".utf8),
                .notAKey("it is neither armoured nor base64")
            ),
            (packet(5, [4]), .privateKey),
        ] as [([UInt8], KeyRefusal)])
    func `anything but one public key is refused`(text: [UInt8], refusal: KeyRefusal) {
        #expect(throws: refusal) { try PublicKeyText(text) }
        #expect(!"\(refusal)".isEmpty)
    }
}

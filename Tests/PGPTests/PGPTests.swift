import Formats
import FoundationEssentials
import Secrets
import TestSupport
import Testing

@testable import PGP

/// The real GnuPG, by libgpgme.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PGPTests {
    private let pgp: PGP

    init() throws { pgp = try PGP() }

    @Test(arguments: ["future-default", "rsa2048"])
    func `what is encrypted to a key, its owner alone decrypts`(algorithm: String) async throws {
        try await GnuPGHome.with { home in
            let text = try await home.makeKey(of: "alice <alice@example.com>", algorithm)
            let key: RecipientKey
            if algorithm == "rsa2048" {
                // Of the kind default, the primary key of such an algorithm has no subkey for encryption.
                try await home.gpg(["--quick-add-key", pgp.fingerprint(of: text), "rsa2048", "encr"])
                key = try pgp.key(Array(try await home.publicKey(of: "alice").utf8))
            } else {
                key = try pgp.key(Array(text.utf8))
            }
            #expect(key.userID == "alice <alice@example.com>" && key.expires == nil)
            let secret = "é 'quoted' \"and\" + more\n\nlines"
            let message = try pgp.encrypt(Secret(secret), to: key)
            #expect(message.hasPrefix("-----BEGIN PGP MESSAGE-----\n"))
            #expect(message.hasSuffix("-----END PGP MESSAGE-----\n"))
            #expect(!message.contains("quoted"))
            #expect(try await home.decrypt(message) == secret)
            // Words before the message are for its reader.
            #expect(try await home.decrypt("How to read it: gpg --decrypt\n\n" + message) == secret)
            #expect(try pgp.encrypt(Secret(secret), to: key) != message)
        }
    }

    @Test func `a key is taken in armour, as bytes, and in base64 of either`() async throws {
        try await GnuPGHome.with { home in
            let text = try await home.makeKey(of: "alice")
            let armored = Array(text.utf8)
            let bytes = try PublicKeyText(armored).bytes
            let fingerprint = try pgp.key(armored).fingerprint
            let lines = Base64.encode(bytes).enumerated().map { $0 % 60 == 59 ? "\($1)\n" : "\($1)" }.joined()
            let forms: [[UInt8]] = [
                bytes, Array(Base64.encode(bytes).utf8), Array("\n \(lines)\n".utf8),
                Array(Base64.encode(armored).utf8),
                Array(text.replacing("\n", with: "\r\n").utf8), Array(("  a comment\n\n" + text + "\n\n").utf8),
                Array(text.replacing("BLOCK-----\n\n", with: "BLOCK-----\nComment: one\nVersion: 2\n\n").utf8),
                // As editors leave it that trim lines and drop empty ones.
                Array(text.replacing("BLOCK-----\n\n", with: "BLOCK-----\n").utf8),
            ]
            for form in forms { #expect(try pgp.key(form).fingerprint == fingerprint) }
        }
    }

    @Test func `a key that can't be used, or shouldn't, is refused`() async throws {
        try await GnuPGHome.with { home in
            let past = "20200101T000000"
            let expired = try await home.makeKey(of: "expired", expires: "1d", at: past)
            #expect(refusal(expired) == .expired(Date(timeIntervalSince1970: 1_577_923_200)))

            let signing = try await home.makeKey(of: "signing", "ed25519", usage: "sign")
            #expect(refusal(signing) == .signsOnly)

            let revoked = try await home.makeKey(of: "revoked")
            let print = try pgp.fingerprint(of: revoked)
            let certificate = try String(
                contentsOfFile: "\(home.path)/openpgp-revocs.d/\(print).rev", encoding: .utf8)
            // A colon keeps it from being used by accident.
            try await home.gpg(["--import"], input: certificate.replacing(":-----BEGIN", with: "-----BEGIN"))
            #expect(refusal(try await home.publicKey(of: "revoked")) == .revoked)

            let small = try await home.makeKey(of: "small", "rsa1024", usage: "sign,encr")
            #expect(refusal(small) == .weak("RSA with 1024 bits, where 2048 are the least"))

            let weakSubkey = try await home.makeKey(of: "subkey", "ed25519", usage: "sign")
            let weakPrint = try pgp.fingerprint(of: weakSubkey)
            try await home.gpg(["--quick-add-key", weakPrint, "rsa1024", "encr"])
            #expect(
                refusal(try await home.publicKey(of: "subkey")) == .weak("RSA with 1024 bits, where 2048 are the least")
            )
            // A strong subkey beside it is what is encrypted to.
            try await home.gpg(["--quick-add-key", weakPrint, "cv25519", "encr"])
            #expect(refusal(try await home.publicKey(of: "subkey")) == nil)

            let gone = try await home.makeKey(of: "gone", "ed25519", usage: "sign", at: past)
            try await home.gpg(
                ["--faked-system-time", past, "--quick-add-key", pgp.fingerprint(of: gone), "cv25519", "encr", "1d"])
            #expect(refusal(try await home.publicKey(of: "gone")) == .noUsableSubkey)

            let secret = try await home.gpg(["--armor", "--export-secret-keys", "small"])
            #expect(refusal(secret) == .privateKey)
            #expect(refusal(try await home.gpg(["--armor", "--export", "small", "signing"])) == .severalKeys)
        }
    }

    @Test func `a key whose signatures were tampered with is refused`() async throws {
        try await GnuPGHome.with { home in
            var bytes = try PublicKeyText(Array(try await home.makeKey(of: "alice").utf8)).bytes
            bytes[20] ^= 1
            #expect(refusal(bytes) == .notSigned)
        }
    }

    private func refusal(_ key: String) -> KeyRefusal? { refusal(Array(key.utf8)) }

    private func refusal(_ key: [UInt8]) -> KeyRefusal? {
        do throws(PGPError) {
            _ = try pgp.key(key)
            return nil
        } catch .refused(let refusal) {
            return refusal
        } catch {
            Issue.record(error)
            return nil
        }
    }
}

extension PGP {
    /// The fingerprint of any key, one that is refused too.
    fileprivate func fingerprint(of key: String) throws -> String {
        let library = try #require(GPGMELibrary())
        let fingerprint = try GPGMEContext.make(library).add(try PublicKeyText(Array(key.utf8)))
        return try #require(fingerprint)
    }
}

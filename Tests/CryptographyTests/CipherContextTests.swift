import Formats
import Testing

@testable import Cryptography

struct CipherContextTests {
    /// The last four test cases of “The Galois/Counter Mode of Operation” (McGrew and Viega) that have a key of 256 bits and
    /// a nonce of 96, which NIST's validation takes over: key, message, nonce, associated data, encrypted message and tag.
    static let vectors: [(key: String, message: String, nonce: String, data: String, sealed: String)] = [
        (
            String(repeating: "00", count: 32), "", String(repeating: "00", count: 12), "",
            "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        (
            String(repeating: "00", count: 32), String(repeating: "00", count: 16), String(repeating: "00", count: 12),
            "",
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
                + "ba637b391aafd255",
            "cafebabefacedbaddecaf888", "",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0a"
                + "bcc9f662898015adb094dac5d93471bdec1a502270e3cc6c"
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
                + "ba637b39",
            "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0a"
                + "bcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ]

    @Test(arguments: vectors)
    func `the encrypted messages are those of the specification`(
        vector: (key: String, message: String, nonce: String, data: String, sealed: String)
    ) {
        let (message, nonce, data) = (bytes(vector.message), bytes(vector.nonce), bytes(vector.data))
        let key = AESGCMKey(bytes(vector.key).span)
        let sealed = key.seal(message.span, nonce: nonce.span, authenticating: data.span)
        #expect(Hexadecimal.encode(sealed) == vector.sealed)
        #expect(key.open(sealed.span, nonce: nonce.span, authenticating: data.span) == message)
    }

    @Test func `a context that has refused a message opens the next one`() {
        let vector = Self.vectors[3]
        let (message, nonce, data) = (bytes(vector.message), bytes(vector.nonce), bytes(vector.data))
        let key = AESGCMKey(bytes(vector.key).span)
        let sealed = bytes(vector.sealed)
        #expect(key.open([UInt8](repeating: 0, count: 40).span, nonce: nonce.span, authenticating: data.span) == nil)
        #expect(key.open(sealed.span, nonce: nonce.span, authenticating: data.span) == message)
    }

    private func bytes(_ hexadecimal: String) -> [UInt8] {
        stride(from: 0, to: hexadecimal.utf8.count, by: 2).map { offset in
            let start = hexadecimal.index(hexadecimal.startIndex, offsetBy: offset)
            return UInt8(hexadecimal[start..<hexadecimal.index(start, offsetBy: 2)], radix: 16) ?? 0
        }
    }
}

import Testing

@testable import Formats

@Suite struct Base64Tests {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `the examples of the RFC`(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test func `every byte comes back`() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zh==", "Zm9v=", "Zm9vYg==\n", " Zm9v", "Zm 9v", "Zm9-", "Zm9_", "Z", "====", "Zg==Zg==", "é",
        "Zm9v\u{301}",
    ])
    func `another spelling is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}

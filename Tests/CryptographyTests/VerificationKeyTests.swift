import Cryptography
import Formats
import Testing

struct VerificationKeyTests {
    private static let claims =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    private static let exponent: [UInt8] = [1, 0, 1]

    private func bytes(_ text: String) -> [UInt8] { Base64URL.decode(text) ?? [] }

    /// The bytes of a hexadecimal number.
    private static func number(_ digits: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Substring(digits)
        while !rest.isEmpty {
            bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    // MARK: RSA

    @Test func `the example of RS256 in RFC 7515 is verified`() throws {
        let modulus = """
            ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR\
            T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB\
            dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9ia\
            GNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ
            """
        let signature = """
            cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9\
            uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB\
            _eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rq\
            Vt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw
            """
        let key = try #require(VerificationKey(rsaModulus: bytes(modulus), exponent: Self.exponent))
        #expect(key.algorithm == .rs256)
        #expect(key.isValid(bytes(signature), of: Array("eyJhbGciOiJSUzI1NiJ9.\(Self.claims)".utf8)))
        #expect(!key.isValid(bytes(signature), of: Array("eyJhbGciOiJSUzI1NiJ9.\(Self.claims)A".utf8)))
    }

    private var rsaKey: VerificationKey? {
        VerificationKey(rsaModulus: bytes(RSASignatures.modulus), exponent: Self.exponent)
    }

    @Test(arguments: RSASignatures.forged)
    func `a signature with any other padding is refused`(name: String, signature: String) throws {
        let key = try #require(rsaKey)
        #expect(key.isValid(bytes(RSASignatures.genuine), of: Array("message".utf8)))
        #expect(!key.isValid(bytes(signature), of: Array("message".utf8)), "\(name)")
    }

    @Test func `an RSA signature that isn't as long as the modulus is refused`() throws {
        let key = try #require(rsaKey)
        let genuine = bytes(RSASignatures.genuine)
        for signature in [[], [0], Array(genuine.dropLast()), Array(genuine.dropFirst()), genuine + [0], [0] + genuine]
        {
            #expect(!key.isValid(signature, of: Array("message".utf8)))
        }
        #expect(!key.isValid([UInt8](repeating: 0, count: 256), of: Array("message".utf8)))
        #expect(!key.isValid([UInt8](repeating: 0xff, count: 256), of: Array("message".utf8)))
    }

    @Test func `RSA keys that are too short or too long, or have a bad exponent, are refused`() {
        let modulus = bytes(RSASignatures.modulus)
        for exponent in [
            [], [0], [1], [3], [17], [1, 0, 0], [0xff, 0xff], [0, 1, 0, 1], [UInt8](repeating: 1, count: 9),
        ] {
            #expect(VerificationKey(rsaModulus: modulus, exponent: exponent) == nil, "\(exponent)")
        }
        // 1,024 bits, 2,047 bits, a leading zero, an even one, and 4,104 bits.
        let half = [0x7f] + modulus.dropFirst()
        for bad in [[], Array(modulus.prefix(128)), half, [0] + modulus, modulus.dropLast() + [2]]
            + [[UInt8](repeating: 0xff, count: 513)]
        {
            #expect(VerificationKey(rsaModulus: bad, exponent: Self.exponent) == nil)
        }
    }

    // MARK: ECDSA

    @Test func `the example of ES256 in RFC 7515 is verified`() throws {
        let key = try #require(
            VerificationKey(
                .p256, x: bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                y: bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")))
        #expect(key.algorithm == .es256)
        let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        #expect(key.isValid(bytes(signature), of: Array("eyJhbGciOiJFUzI1NiJ9.\(Self.claims)".utf8)))
        #expect(!key.isValid(bytes(signature), of: Array("eyJhbGciOiJFUzI1NiJ8.\(Self.claims)".utf8)))
    }

    // RFC 6979, appendix A.2.6: the key, and the signature of “sample” with SHA-384.
    private static let x = number(
        "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13")
    private static let y = number(
        "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720")
    private static let r = number(
        "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46")
    private static let s = number(
        "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8")
    /// The order of P-384.
    private static let order = number(
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973")

    @Test func `the example of P-384 in RFC 6979 is verified`() throws {
        let key = try #require(VerificationKey(.p384, x: Self.x, y: Self.y))
        #expect(key.algorithm == .es384)
        #expect(key.isValid(Self.r + Self.s, of: Array("sample".utf8)))
        #expect(!key.isValid(Self.r + Self.s, of: Array("Sample".utf8)))
        #expect(!key.isValid(Self.s + Self.r, of: Array("sample".utf8)))
    }

    @Test func `numbers that are zero or not below the order are refused`() throws {
        let key = try #require(VerificationKey(.p384, x: Self.x, y: Self.y))
        let zero = [UInt8](repeating: 0, count: 48)
        let one = [UInt8](repeating: 0, count: 47) + [1]
        let most = [UInt8](repeating: 0xff, count: 48)
        for (r, s) in [
            (zero, zero), (zero, Self.s), (Self.r, zero), (one, one), (Self.order, Self.order), (Self.r, Self.order),
            (Self.order, Self.s), (most, most), (Self.r, most),
        ] {
            #expect(!key.isValid(r + s, of: Array("sample".utf8)))
        }
    }

    @Test func `an ECDSA signature of another form or length is refused`() throws {
        let key = try #require(VerificationKey(.p384, x: Self.x, y: Self.y))
        let genuine = Self.r + Self.s
        let der: [UInt8] = [0x30, 102, 2, 49, 0] + Self.r + [2, 49, 0] + Self.s
        for signature in [
            [], der, [0] + genuine, genuine + [0], [0] + Self.r + [0] + Self.s, Array(genuine.dropLast()),
        ] {
            #expect(!key.isValid(signature, of: Array("sample".utf8)))
        }
    }

    @Test func `a point that isn't on the curve, or isn't of its length, is refused`() {
        var off = Self.y
        off[47] ^= 1
        let zero = [UInt8](repeating: 0, count: 48)
        let most = [UInt8](repeating: 0xff, count: 48)
        for (x, y) in [
            (Self.x, off), (Self.y, Self.x), (zero, zero), (most, most), ([], []), (Array(Self.x.dropFirst()), Self.y),
            ([0] + Self.x, [0] + Self.y), (Self.x, []),
        ] {
            #expect(VerificationKey(.p384, x: x, y: y) == nil)
        }
        #expect(VerificationKey(.p256, x: Self.x, y: Self.y) == nil)
        #expect(VerificationKey(.p256, x: Array(Self.x.prefix(32)), y: Array(Self.y.prefix(32))) == nil)
    }

    @Test func `many threads may use one key at the same time`() async throws {
        let key = try #require(rsaKey)
        let genuine = bytes(RSASignatures.genuine)
        let wrong = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<100).count {
                        key.isValid(genuine, of: Array(($0 % 2 == 0 ? "message" : "other").utf8)) != ($0 % 2 == 0)
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}

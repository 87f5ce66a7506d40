import COpenSSL
package import Cryptography
package import Formats

/// A private key that signs tokens as an issuer does. Latchkey itself has none: it only verifies.
///
/// Sendable because OpenSSL never changes a key once it is made.
@safe package final class TestSigningKey: @unchecked Sendable {
    package let algorithm: SignatureAlgorithm
    private let key: OpaquePointer

    /// Makes a new key: RSA of 2,048 bits, or one on the curve of the algorithm.
    package init(_ algorithm: SignatureAlgorithm) {
        self.algorithm = algorithm
        let type = Self.isRSA(algorithm) ? "RSA" : "EC"
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, type, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        unsafe precondition(EVP_PKEY_keygen_init(context) == 1)
        if !Self.isRSA(algorithm) {
            let group = algorithm == .es256 ? "P-256" : "P-384"
            unsafe precondition(EVP_PKEY_CTX_set_group_name(context, group) == 1)
        }
        unsafe precondition(EVP_PKEY_generate(context, &key) == 1)
        guard let key = unsafe key else { preconditionFailure("no key") }
        unsafe self.key = key
    }

    deinit { unsafe EVP_PKEY_free(key) }

    private static func isRSA(_ algorithm: SignatureAlgorithm) -> Bool { algorithm == .rs256 || algorithm == .ps256 }

    /// One key for each algorithm, because RSA keys take a while to make.
    package static let rs256 = TestSigningKey(.rs256)
    package static let ps256 = TestSigningKey(.ps256)
    package static let es256 = TestSigningKey(.es256)
    package static let es384 = TestSigningKey(.es384)

    /// The signature of a text in the form of JSON Web Signature.
    ///
    /// - Parameters:
    ///   - text: what is signed.
    ///   - saltByteCount: how long the salt of PS256 is.
    /// - Returns: both numbers of ECDSA, one behind the other, or RSA's one.
    package func sign(_ text: String, saltByteCount: CInt = 32) -> [UInt8] {
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        let digest = algorithm == .es384 ? "SHA384" : "SHA256"
        let message = Array(text.utf8)
        var count = 1_024
        var signature = [UInt8](repeating: 0, count: count)
        var parameters: OpaquePointer?
        unsafe precondition(EVP_DigestSignInit_ex(context, &parameters, digest, nil, nil, key, nil) == 1)
        if algorithm == .ps256 {
            unsafe precondition(EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1)
            unsafe precondition(EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, saltByteCount) == 1)
        }
        unsafe precondition(EVP_DigestSign(context, &signature, &count, message, message.count) == 1)
        signature.removeLast(signature.count - count)
        return Self.isRSA(algorithm) ? signature : joined(signature)
    }

    /// Both numbers of a signature in DER, each as long as a coordinate.
    private func joined(_ der: [UInt8]) -> [UInt8] {
        var rest = der.dropFirst(2)
        var joined: [UInt8] = []
        for _ in 0..<2 {
            let length = Int(rest[rest.startIndex + 1])
            let number = rest.dropFirst(2).prefix(length).drop { $0 == 0 }
            joined += [UInt8](repeating: 0, count: coordinateByteCount - number.count) + number
            rest = rest.dropFirst(2 + length)
        }
        return joined
    }

    private var coordinateByteCount: Int { algorithm == .es384 ? 48 : 32 }

    /// The public key as an issuer publishes it.
    package func jsonWebKey(id: String) -> JSONValue {
        var members: [JSONValue.Member] = [.init("kid", .string(id)), .init("use", "sig")]
        if Self.isRSA(algorithm) {
            members += [
                .init("kty", "RSA"), .init("n", .string(number("n"))), .init("e", .string(number("e"))),
            ]
            // AWS's keys for RS256 don't name their algorithm.
            if algorithm == .ps256 { members.append(.init("alg", "PS256")) }
        } else {
            members += [
                .init("kty", "EC"), .init("crv", algorithm == .es256 ? "P-256" : "P-384"),
                .init("alg", .string(algorithm.rawValue)), .init("x", .string(coordinate(0))),
                .init("y", .string(coordinate(1))),
            ]
        }
        return .object(members)
    }

    /// A number of an RSA key in base64url.
    private func number(_ name: String) -> String {
        unsafe withPublicParameters { parameters in
            guard let found = unsafe OSSL_PARAM_locate(parameters, name) else { preconditionFailure(name) }
            let bytes = unsafe UnsafeRawBufferPointer(start: found.pointee.data, count: found.pointee.data_size)
            return unsafe Base64URL.encode(Array(bytes.reversed().drop { $0 == 0 }))
        }
    }

    /// x (0) or y (1) of a point in base64url.
    private func coordinate(_ index: Int) -> String {
        var point = [UInt8](repeating: 0, count: 256)
        var count = 0
        unsafe precondition(
            EVP_PKEY_get_octet_string_param(key, "encoded-pub-key", &point, point.count, &count) == 1)
        precondition(count == 1 + 2 * coordinateByteCount && point[0] == 4)
        let start = 1 + index * coordinateByteCount
        return Base64URL.encode(Array(point[start..<start + coordinateByteCount]))
    }

    private func withPublicParameters<Result>(_ body: (UnsafeMutablePointer<OSSL_PARAM>) -> Result) -> Result {
        var parameters: UnsafeMutablePointer<OSSL_PARAM>?
        unsafe precondition(EVP_PKEY_todata(key, CInt(latchkey_public_key), &parameters) == 1)
        guard let parameters = unsafe parameters else { preconditionFailure("no parameters") }
        defer { unsafe OSSL_PARAM_free(parameters) }
        return unsafe body(parameters)
    }
}

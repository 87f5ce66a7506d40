import COpenSSL

/// A public key that verifies signatures of one algorithm (`EVP_PKEY`).
///
/// Sendable because OpenSSL never changes a key once it is made, and counts its references atomically.
@safe package final class VerificationKey: @unchecked Sendable {
    package let algorithm: SignatureAlgorithm

    private let key: OpaquePointer
    /// How many bytes a signature has.
    private let signatureByteCount: Int

    /// The RSA key of these numbers, for one algorithm (`EVP_PKEY_fromdata`).
    ///
    /// Nil unless the algorithm is one of RSA's, the modulus is odd and has 2,048 to 4,096 bits, and the exponent is odd and
    /// from 65,537 on (NIST SP 800-56B, section 6.4.2).
    ///
    /// - Parameters:
    ///   - modulus: big-endian, without leading zeros.
    ///   - exponent: the same, of at most 8 bytes.
    ///   - algorithm: what the key is used for, and nothing else.
    package init?(rsaModulus modulus: [UInt8], exponent: [UInt8], algorithm: SignatureAlgorithm = .rs256) {
        guard algorithm.isRSA, (256...512).contains(modulus.count), modulus[0] >= (modulus.count == 256 ? 0x80 : 1),
            modulus[modulus.count - 1] % 2 == 1, exponent.first != 0, exponent.count <= 8
        else { return nil }
        let value = exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard value >= 65_537, value % 2 == 1 else { return nil }
        guard let key = unsafe PublicKey.rsa(modulus: modulus, exponent: exponent) else { return nil }
        unsafe self.key = key
        self.algorithm = algorithm
        signatureByteCount = modulus.count
    }

    /// The key of a point on a curve (`EVP_PKEY_fromdata`); nil if it isn't on it.
    ///
    /// - Parameters:
    ///   - curve: it decides the algorithm.
    ///   - x: big-endian, exactly as long as ``EllipticCurve/coordinateByteCount`` says.
    ///   - y: the same.
    package init?(_ curve: EllipticCurve, x: [UInt8], y: [UInt8]) {
        guard x.count == curve.coordinateByteCount, y.count == curve.coordinateByteCount,
            let key = unsafe PublicKey.ec(curve, point: [4] + x + y)
        else { return nil }
        unsafe self.key = key
        algorithm = curve.algorithm
        signatureByteCount = 2 * curve.coordinateByteCount
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// Whether the owner of the private key signed the message (`EVP_DigestVerify`).
    ///
    /// - Parameters:
    ///   - signature: in the form that JSON Web Signature has: for ECDSA both numbers, one behind the other.
    ///   - message: what was signed.
    /// - Returns: false for any signature that isn't exactly of this form.
    package func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard signature.count == signatureByteCount else { return false }
        let encoded = algorithm.isRSA ? signature : ECDSASignature.der(signature)
        guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
        defer { unsafe EVP_MD_CTX_free(context) }
        // RSA's padding is that of PKCS #1 v1.5 unless another is asked for. The parameters are freed with the context.
        var parameters: OpaquePointer?
        let isStarted = unsafe EVP_DigestVerifyInit_ex(context, &parameters, algorithm.digest, nil, nil, key, nil)
        precondition(isStarted == 1, "OpenSSL offers no \(algorithm.rawValue): check its configuration (openssl.cnf)")
        if algorithm == .ps256 {
            let isPSS =
                unsafe EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) == 1
            precondition(isPSS, "OpenSSL offers no PSS: check its configuration (openssl.cnf)")
        }
        let isValid = unsafe EVP_DigestVerify(context, encoded, encoded.count, message, message.count) == 1
        if !isValid { ERR_clear_error() }
        return isValid
    }
}

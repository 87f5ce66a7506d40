import COpenSSL

/// Makes OpenSSL's public keys of numbers (`EVP_PKEY_fromdata`).
enum PublicKey {
    /// An RSA key of its modulus and exponent, both big-endian; nil if OpenSSL takes no such numbers. The caller frees it.
    ///
    /// OpenSSL's own check of RSA keys isn't made (`EVP_PKEY_public_check`): beside what the caller has checked, it looks for
    /// prime factors for some seven milliseconds.
    static func rsa(modulus: [UInt8], exponent: [UInt8]) -> OpaquePointer? {
        // OpenSSL takes numbers in the order of the machine's bytes.
        var (modulus, exponent) = (Self.native(modulus), Self.native(exponent))
        return unsafe OSSL_PKEY_PARAM_RSA_N.withCString { n in
            unsafe OSSL_PKEY_PARAM_RSA_E.withCString { e in
                unsafe modulus.withUnsafeMutableBufferPointer { modulus in
                    unsafe exponent.withUnsafeMutableBufferPointer { exponent in
                        unsafe make(
                            "RSA",
                            [
                                OSSL_PARAM_construct_BN(n, modulus.baseAddress, modulus.count),
                                OSSL_PARAM_construct_BN(e, exponent.baseAddress, exponent.count),
                                OSSL_PARAM_construct_end(),
                            ])
                    }
                }
            }
        }
    }

    /// A key of a point that is written as 0x04, x and y; nil if it isn't on the curve. The caller frees it.
    static func ec(_ curve: EllipticCurve, point: [UInt8]) -> OpaquePointer? {
        var (name, point) = (Array(curve.rawValue.utf8CString), point)
        return unsafe OSSL_PKEY_PARAM_GROUP_NAME.withCString { group in
            unsafe OSSL_PKEY_PARAM_PUB_KEY.withCString { pub in
                unsafe name.withUnsafeMutableBufferPointer { name in
                    unsafe point.withUnsafeMutableBufferPointer { point in
                        unsafe make(
                            "EC",
                            [
                                OSSL_PARAM_construct_utf8_string(group, name.baseAddress, 0),
                                OSSL_PARAM_construct_octet_string(pub, point.baseAddress, point.count),
                                OSSL_PARAM_construct_end(),
                            ])
                    }
                }
            }
        }
    }

    private static func native(_ number: [UInt8]) -> [UInt8] {
        1.littleEndian == 1 ? number.reversed() : number
    }

    private static func make(_ type: String, _ parameters: [OSSL_PARAM]) -> OpaquePointer? {
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, type, nil) else {
            preconditionFailure("OpenSSL offers no \(type): check its configuration (openssl.cnf)")
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var parameters = unsafe parameters
        var key: OpaquePointer?
        let isMade =
            unsafe EVP_PKEY_fromdata_init(context) == 1
            && EVP_PKEY_fromdata(context, &key, CInt(latchkey_public_key), &parameters) == 1
        guard isMade, let key = unsafe key, unsafe (type == "RSA" || isSound(key)) else {
            unsafe EVP_PKEY_free(key)
            ERR_clear_error()
            return nil
        }
        return unsafe key
    }

    /// Whether the point is one of the curve's group (`EVP_PKEY_public_check`).
    private static func isSound(_ key: OpaquePointer) -> Bool {
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else { return false }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        return unsafe EVP_PKEY_public_check(context) == 1
    }
}

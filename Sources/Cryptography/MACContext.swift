import COpenSSL

/// An OpenSSL context that computes HMAC-SHA-256 (`EVP_MAC_CTX`), freed with the key that it holds when it goes.
///
/// OpenSSL 3 looks an algorithm up by its name whenever it is named, which costs more than an HMAC; so HMAC is fetched once
/// for the process (`EVP_MAC_fetch`), and its digest once for each context.
@safe struct MACContext: ~Copyable {
    private let context: OpaquePointer

    /// Makes a context that holds a key, and begins a message (`EVP_MAC_CTX_new`).
    init(key: borrowing Span<UInt8>) {
        guard let context = unsafe EVP_MAC_CTX_new(Algorithm.hmac.pointer) else { preconditionFailure("out of memory") }
        unsafe self.context = context
        var digest = Array("SHA256".utf8CString)
        // A parameter holds the addresses of its name and its value, so both have to last as long as it does.
        let isSet = unsafe OSSL_MAC_PARAM_DIGEST.withCString { name in
            unsafe digest.withUnsafeMutableBufferPointer { value in
                let parameters = unsafe [
                    OSSL_PARAM_construct_utf8_string(name, value.baseAddress, 0), OSSL_PARAM_construct_end(),
                ]
                return unsafe EVP_MAC_CTX_set_params(context, parameters)
            }
        }
        precondition(isSet == 1, "OpenSSL offers no HMAC-SHA-256: check its configuration (openssl.cnf)")
        start(key: key)
    }

    deinit {
        unsafe EVP_MAC_CTX_free(context)
    }

    /// Replaces the key, wipes the one before, and begins a message (`EVP_MAC_init`).
    mutating func start(key: borrowing Span<UInt8>) {
        let isStarted = unsafe key.withUnsafeBufferPointer { bytes in
            // OpenSSL takes an absent address for "the key that you have", and an empty key may have none.
            var none: UInt8 = 0
            return unsafe withUnsafePointer(to: &none) {
                unsafe EVP_MAC_init(context, bytes.baseAddress ?? $0, bytes.count, nil)
            }
        }
        precondition(isStarted == 1, "OpenSSL took no HMAC key")
    }

    /// Begins another message under the same key (`EVP_MAC_init`).
    mutating func restart() {
        let isStarted = unsafe EVP_MAC_init(context, nil, 0, nil)
        precondition(isStarted == 1, "OpenSSL couldn't start an HMAC")
    }

    /// Computes the code of a message, which must have been begun (`EVP_MAC_update`, `EVP_MAC_final`).
    ///
    /// - Parameters:
    ///   - message: all of the message.
    ///   - code: where to write the 32 bytes.
    mutating func finish(_ message: borrowing Span<UInt8>, into code: UnsafeMutableBufferPointer<UInt8>) {
        let isFinished = unsafe message.withUnsafeBufferPointer { bytes in
            unsafe EVP_MAC_update(context, bytes.baseAddress, bytes.count) == 1
                && EVP_MAC_final(context, code.baseAddress, nil, code.count) == 1
        }
        precondition(isFinished, "OpenSSL couldn't finish an HMAC")
    }

    /// The fetched algorithm, kept as long as the process lives.
    ///
    /// Sendable because OpenSSL never changes it and counts its references atomically.
    @safe private struct Algorithm: @unchecked Sendable {
        static let hmac = Algorithm()

        let pointer: OpaquePointer

        private init() {
            guard let pointer = unsafe EVP_MAC_fetch(nil, OSSL_MAC_NAME_HMAC, nil) else {
                preconditionFailure("OpenSSL offers no HMAC: check its configuration (openssl.cnf)")
            }
            unsafe self.pointer = pointer
        }
    }
}

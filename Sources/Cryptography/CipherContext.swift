import COpenSSL

/// An OpenSSL context that encrypts or decrypts with AES-256-GCM (`EVP_CIPHER_CTX`). OpenSSL wipes the key that it holds
/// when the context goes.
///
/// The cipher is fetched once for the process (`EVP_CIPHER_fetch`), and the key is expanded once for each context.
@safe struct CipherContext: ~Copyable {
    /// What a context does with a message. One context does only one of them.
    enum Direction: CInt {
        case decrypt = 0
        case encrypt = 1
    }

    private let context: OpaquePointer

    /// Makes a context that holds a key of 32 bytes (`EVP_CipherInit_ex2`).
    init(key: borrowing Span<UInt8>, _ direction: Direction) {
        precondition(key.count == AESGCMKey.keyByteCount, "AES-256 takes a key of 32 bytes")
        guard let context = unsafe EVP_CIPHER_CTX_new() else { preconditionFailure("out of memory") }
        unsafe self.context = context
        let isSet = unsafe key.withUnsafeBufferPointer { key in
            unsafe EVP_CipherInit_ex2(
                context, Algorithm.aes256GCM.pointer, key.baseAddress, nil, direction.rawValue, nil)
        }
        precondition(isSet == 1, "OpenSSL took no AES key")
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// Begins a message: its nonce, and what is authenticated beside it.
    mutating func start(nonce: borrowing Span<UInt8>, authenticating data: borrowing Span<UInt8>) {
        precondition(nonce.count == AESGCMKey.nonceByteCount, "a nonce has 12 bytes")
        var written: CInt = 0
        let isStarted = unsafe nonce.withUnsafeBufferPointer { nonce in
            // -1: the direction stays.
            unsafe EVP_CipherInit_ex2(context, nil, nil, nonce.baseAddress, -1, nil) == 1
        }
        precondition(isStarted, "OpenSSL couldn't start a message")
        guard !data.isEmpty else { return }
        let isAdded = unsafe data.withUnsafeBufferPointer { data in
            unsafe EVP_CipherUpdate(context, nil, &written, data.baseAddress, CInt(data.count)) == 1
        }
        precondition(isAdded, "OpenSSL couldn't start a message")
    }

    /// Encrypts or decrypts the whole message (`EVP_CipherUpdate`). The output has as many bytes as the input.
    mutating func update(_ input: borrowing Span<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) {
        guard !input.isEmpty else { return }
        var written: CInt = 0
        let isDone = unsafe input.withUnsafeBufferPointer { input in
            unsafe EVP_CipherUpdate(context, output.baseAddress, &written, input.baseAddress, CInt(input.count)) == 1
        }
        precondition(isDone && Int(written) == input.count, "OpenSSL couldn't continue a message")
    }

    /// Ends an encryption and writes its tag of 16 bytes (`EVP_CTRL_AEAD_GET_TAG`).
    mutating func finish(tag: UnsafeMutableBufferPointer<UInt8>) {
        var (nothing, written): (UInt8, CInt) = (0, 0)
        let isDone = unsafe EVP_CipherFinal_ex(context, &nothing, &written) == 1
        let hasTag = unsafe EVP_CIPHER_CTX_ctrl(
            context, EVP_CTRL_AEAD_GET_TAG, CInt(AESGCMKey.tagByteCount), tag.baseAddress)
        precondition(isDone && hasTag == 1, "OpenSSL couldn't finish a message")
    }

    /// Ends a decryption. Nothing of its output may be used unless this is true: that the tag is the message's
    /// (`EVP_CTRL_AEAD_SET_TAG`, `EVP_CipherFinal_ex`).
    mutating func finish(expecting tag: borrowing Span<UInt8>) -> Bool {
        precondition(tag.count == AESGCMKey.tagByteCount, "a tag has 16 bytes")
        var (nothing, written): (UInt8, CInt) = (0, 0)
        return unsafe tag.withUnsafeBytes { tag in
            // OpenSSL copies the tag, and writes nothing through the pointer.
            let isSet = unsafe EVP_CIPHER_CTX_ctrl(
                context, EVP_CTRL_AEAD_SET_TAG, CInt(AESGCMKey.tagByteCount),
                UnsafeMutableRawPointer(mutating: tag.baseAddress))
            return unsafe isSet == 1 && EVP_CipherFinal_ex(context, &nothing, &written) == 1
        }
    }

    /// The fetched algorithm, kept as long as the process lives.
    ///
    /// Sendable because OpenSSL never changes it and counts its references atomically.
    @safe private struct Algorithm: @unchecked Sendable {
        static let aes256GCM = Algorithm()

        let pointer: OpaquePointer

        private init() {
            guard let pointer = unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil) else {
                preconditionFailure("OpenSSL offers no AES-256-GCM: check its configuration (openssl.cnf)")
            }
            unsafe self.pointer = pointer
        }
    }
}

import COpenSSL
import Synchronization

/// An OpenSSL context that computes SHA-256 digests, one after another (`EVP_MD_CTX`).
///
/// OpenSSL 3 looks an algorithm up by its name whenever it is named (`SHA256()`, `EVP_Q_digest` and `EVP_sha256()` all do
/// that), which costs several times as much as the digest of a short text. So the algorithm is fetched once, and contexts
/// are kept: starting one again allocates nothing.
///
/// Sendable because ``withPooled(_:)`` lends a context to one caller at a time.
@safe struct DigestContext: @unchecked Sendable {
    /// The contexts that nobody uses, as many as were ever in use at the same time.
    private static let pool = Mutex<[DigestContext]>([])

    private let context: OpaquePointer

    private init() {
        guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
        unsafe self.context = context
    }

    /// Calls `body` with a context that it alone uses, and that must not be used afterwards.
    static func withPooled<Result>(_ body: (DigestContext) -> Result) -> Result {
        let context = pool.withLock { $0.popLast() } ?? DigestContext()
        defer { pool.withLock { $0.append(context) } }
        return body(context)
    }

    /// Begins a new digest and drops the one before (`EVP_DigestInit_ex2`).
    func start() {
        let started = unsafe EVP_DigestInit_ex2(context, Algorithm.sha256.pointer, nil)
        precondition(started == 1, "OpenSSL couldn't start a digest")
    }

    /// Adds bytes to the digest (`EVP_DigestUpdate`).
    func update(_ bytes: borrowing Span<UInt8>) {
        let updated = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        precondition(updated == 1, "OpenSSL couldn't continue a digest")
    }

    /// The 32 bytes of the digest (`EVP_DigestFinal_ex`).
    func finish() -> InlineArray<32, UInt8> {
        var digest = InlineArray<32, UInt8>(repeating: 0)
        var bytes = digest.mutableSpan
        let finished = unsafe bytes.withUnsafeMutableBufferPointer {
            unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil)
        }
        precondition(finished == 1, "OpenSSL couldn't finish a digest")
        return digest
    }

    /// A fetched algorithm, kept as long as the process lives.
    ///
    /// Sendable because OpenSSL never changes it and counts its references atomically.
    @safe private struct Algorithm: @unchecked Sendable {
        static let sha256 = Algorithm()

        let pointer: OpaquePointer

        private init() {
            guard let pointer = unsafe EVP_MD_fetch(nil, "SHA256", nil) else {
                preconditionFailure("OpenSSL offers no SHA-256: check its configuration (openssl.cnf)")
            }
            unsafe self.pointer = pointer
        }
    }
}

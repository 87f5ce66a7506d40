import Glibc

/// A secret text: a secret access key, a session token, a signing key, a password.
///
/// It prints as `‹redacted›` wherever it is described, dumped or interpolated, and is only read through ``reveal()``
/// or ``withBytes(_:)``, so that every place that lets a secret out can be found by those words. Copies share one
/// buffer, which is wiped when the last of them goes.
package struct Secret: Sendable, Hashable {
    private let storage: Storage

    package init(_ text: String) {
        storage = Storage(text.utf8.span)
    }

    /// The secret as a text, which is not wiped afterwards.
    package func reveal() -> String {
        storage.text
    }

    /// Calls `body` with the secret's UTF-8, which is not copied.
    package func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try storage.withBytes(body)
    }

    /// Whether both are the same text. The loop looks at every byte, wherever they first differ; what an attacker may
    /// time is compared by Cryptography's `constantTimeEqual`.
    package static func == (a: Secret, b: Secret) -> Bool {
        a.withBytes { first in
            b.withBytes { second in
                guard first.count == second.count else { return false }
                var difference: UInt8 = 0
                for index in first.indices { difference |= first[index] ^ second[index] }
                return difference == 0
            }
        }
    }

    package func hash(into hasher: inout Hasher) {
        storage.hash(into: &hasher)
    }

    /// The buffer that holds a secret, wiped before it is freed (`explicit_bzero`).
    ///
    /// Sendable because nothing changes it between `init` and `deinit`.
    @safe private final class Storage: @unchecked Sendable {
        private let buffer: UnsafeMutableBufferPointer<UInt8>

        init(_ bytes: borrowing Span<UInt8>) {
            unsafe buffer = .allocate(capacity: bytes.count)
            for index in bytes.indices { unsafe buffer.initializeElement(at: index, to: bytes[index]) }
        }

        deinit {
            if let start = unsafe buffer.baseAddress { unsafe explicit_bzero(start, buffer.count) }
            unsafe buffer.deallocate()
        }

        var text: String { unsafe String(decoding: buffer, as: UTF8.self) }

        func hash(into hasher: inout Hasher) {
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(buffer))
        }

        func withBytes<Result: ~Copyable, Failure: Error>(
            _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            try body(unsafe buffer.span)
        }
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:], displayStyle: .struct) }
}

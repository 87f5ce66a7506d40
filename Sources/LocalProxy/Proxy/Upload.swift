import HTTP1
import NIOCore
import Synchronization

/// Reads the body of one request from the client, whatever becomes of it: it is sent to the server, as long as that takes
/// it, and kept for a repetition, as long as it is small.
final class Upload: Sendable {
    /// The body of a request, once it has come.
    struct Body: Sendable {
        /// All its bytes; nil when they were too many to keep.
        var kept: ByteBuffer?
        var trailers: HeaderFields
        /// Whether the server has taken it all.
        var isSent: Bool
    }

    private let outcome = Mutex<Result<Body, HTTPViolation>?>(nil)
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Begins to read.
    ///
    /// - Parameters:
    ///   - reader: the body on the client's connection.
    ///   - writer: where it is sent.
    ///   - maximumKeptBytes: how much is kept; nil to keep nothing.
    ///   - activity: told of each piece.
    init(_ reader: BodyReader, to writer: BodyWriter, maximumKeptBytes: Int?, activity: IdleWatch) {
        let task = Task { [self] in
            let result = await Self.run(reader, writer, maximumKeptBytes, activity)
            outcome.withLock { $0 = result }
            // The server must not take what came so far for the whole.
            if case .failure = result { writer.connection.close() }
        }
        self.task.withLock { $0 = task }
    }

    /// How it ended; nil while it goes on.
    var result: Result<Body, HTTPViolation>? { outcome.withLock { $0 } }

    /// Waits for the end of the body; nil when it never came whole.
    func body() async -> Body? {
        await task.withLock { $0 }?.value
        return try? result?.get()
    }

    private static func run(
        _ reader: BodyReader, _ writer: BodyWriter, _ maximumKeptBytes: Int?, _ activity: IdleWatch
    ) async -> Result<Body, HTTPViolation> {
        var reader = reader
        var isSent = true
        var kept = maximumKeptBytes.map { _ in ByteBuffer() }
        do throws(HTTPViolation) {
            while var piece = try await reader.next() {
                activity.touch()
                if isSent { isSent = await writer.takes(piece) }
                kept?.writeBuffer(&piece)
                if let count = kept?.readableBytes, count > maximumKeptBytes ?? 0 { kept = nil }
            }
        } catch {
            return .failure(error)
        }
        if isSent { isSent = await writer.takesEnd(reader.trailers) }
        return .success(Body(kept: kept, trailers: reader.trailers, isSent: isSent))
    }
}

extension BodyWriter {
    /// Writes a piece; false when the connection is closed.
    fileprivate func takes(_ piece: ByteBuffer) async -> Bool {
        do throws(NetworkError) { try await write(piece) } catch { return false }
        return true
    }

    fileprivate func takesEnd(_ trailers: HeaderFields) async -> Bool {
        do throws(NetworkError) { try await finish(trailers) } catch { return false }
        return true
    }
}

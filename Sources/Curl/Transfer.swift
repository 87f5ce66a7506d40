import HTTPTypes
import Synchronization
import Transport

/// One request on its way: from the task that sends it to the loop's thread, and back with the result.
///
/// Unchecked, because the task uses only what is immutable or atomic, and the continuation before it submits the
/// transfer. All else belongs to the loop's thread.
@safe final class Transfer: @unchecked Sendable {
    let request: TransportRequest
    let target: RequestTarget

    private let isCancelledFlag = Atomic(false)
    private var continuation: UnsafeContinuation<Result<TransportResponse, TransportError>, Never>?

    /// The easy handle that carries the transfer while it is under way; of the loop's thread.
    var handle: EasyHandle?

    init(_ request: TransportRequest) throws(TransportError) {
        self.request = request
        target = try RequestTarget(request)
    }

    /// Whether the sending task was cancelled.
    var isCancelled: Bool { isCancelledFlag.load(ordering: .acquiring) }

    func cancel() {
        isCancelledFlag.store(true, ordering: .releasing)
    }

    /// Keeps the continuation of the sending task. To be called once, before the transfer is submitted.
    func begin(_ continuation: UnsafeContinuation<Result<TransportResponse, TransportError>, Never>) {
        unsafe self.continuation = continuation
    }

    /// Resumes the sending task with the result. A second call does nothing.
    func finish(_ result: Result<TransportResponse, TransportError>) {
        guard let continuation = unsafe continuation else { return }
        unsafe self.continuation = nil
        unsafe continuation.resume(returning: result)
    }
}

import HTTP1
import NIOCore
import TLS

extension Connection {
    /// Begins TLS, and waits until the server has shown that it is the one meant.
    func secure(_ authorities: TLSContext, for server: HostPort) async throws(NetworkError) {
        let channel = channel
        let promise = channel.eventLoop.makePromise(of: Void.self)
        channel.eventLoop.execute {
            guard let session = TLSSession(authorities, host: server.host, isAddress: server.address != nil) else {
                return promise.fail(NetworkError.certificate)
            }
            do {
                try channel.pipeline.syncOperations.addHandler(
                    TLSHandler(session, established: promise), position: .first)
            } catch {
                promise.fail(error)
            }
        }
        let outcome: Result<Void, any Error> = await withCheckedContinuation { continuation in
            promise.futureResult.whenComplete { continuation.resume(returning: $0) }
        }
        guard case .failure(let error) = outcome else { return }
        if case .certificate? = error as? TLSError { throw .certificate }
        throw .closed
    }
}

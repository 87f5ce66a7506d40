import Synchronization
import Transport

/// Passes requests on to another transport, and loses some of the answers.
final class LosingTransport: Transport {
    private let other: any Transport
    private let lost: ClosedRange<Int>
    private let sent = Mutex(0)

    /// - Parameters:
    ///   - other: answers the requests.
    ///   - lost: the numbers of the requests whose answers are lost, from 1.
    init(_ other: any Transport, losing lost: ClosedRange<Int>) {
        self.other = other
        self.lost = lost
    }

    /// How many requests there were.
    var count: Int { sent.withLock { $0 } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let number = sent.withLock { count in
            count += 1
            return count
        }
        let response = try await other.send(request)
        if lost.contains(number) { throw .interrupted("the answer was lost") }
        return response
    }
}

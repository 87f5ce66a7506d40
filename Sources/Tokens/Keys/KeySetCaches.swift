package import Concurrency
import Synchronization
package import Transport

/// The keys of many issuers, each read once for all who trust it.
///
/// A bounded number of them is kept; then that one is forgotten which wasn't asked for for the longest time.
package final class KeySetCaches: Sendable {
    private struct State {
        var caches: [KeySource: (cache: KeySetCache, lastUse: UInt64)] = [:]
        var uses: UInt64 = 0
    }

    private let hosts: KeyHosts
    private let bound: Int
    private let transport: any Transport
    private let timekeeper: Timekeeper
    private let state = Mutex(State())

    /// - Parameters:
    ///   - hosts: those that keys may be read from.
    ///   - bound: the most issuers whose keys are kept; above 0.
    ///   - transport: sends the requests. It follows no redirect, verifies TLS, and keeps the rule for addresses.
    ///   - timekeeper: our clocks.
    package init(hosts: KeyHosts, bound: Int = 1_024, transport: any Transport, timekeeper: Timekeeper) {
        self.hosts = hosts
        self.bound = bound
        self.transport = transport
        self.timekeeper = timekeeper
    }

    /// The keys from there, which are read when they are first asked for.
    package func keys(from source: KeySource) -> any TokenKeys {
        state.withLock { state in
            state.uses += 1
            if let cache = state.caches[source]?.cache {
                state.caches[source]?.lastUse = state.uses
                return cache
            }
            if state.caches.count >= bound, let oldest = state.caches.min(by: { $0.value.lastUse < $1.value.lastUse }) {
                state.caches[oldest.key] = nil
            }
            let cache = KeySetCache(source: source, hosts: hosts, transport: transport, timekeeper: timekeeper)
            state.caches[source] = (cache, state.uses)
            return cache
        }
    }
}

import Synchronization

/// Values by key that save asking AWS again: hints, and values that never change. When it is full, it forgets all of them.
package final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let bound: Int
    private let values = Mutex<[Key: Value]>([:])

    /// - Parameter bound: the most values that are kept.
    package init(bound: Int) { self.bound = bound }

    package subscript(_ key: Key) -> Value? {
        get { values.withLock { $0[key] } }
        set {
            values.withLock { values in
                if newValue != nil, values.count >= bound, values[key] == nil { values.removeAll() }
                values[key] = newValue
            }
        }
    }
}

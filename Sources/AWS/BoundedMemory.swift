import Synchronization

/// What a process remembers by key: a hint, or what never changes. It forgets all rather than remember more than its
/// bound.
package final class BoundedMemory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let bound: Int
    private let values = Mutex<[Key: Value]>([:])

    /// - Parameter bound: the most values kept.
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

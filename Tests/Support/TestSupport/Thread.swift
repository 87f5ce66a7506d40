import Glibc

/// A thread that runs one closure, for what must not happen on the thread of the test. Join or detach it once.
package struct Thread {
    private let identifier: pthread_t

    package init(_ body: @escaping @Sendable () -> Void) {
        let context = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
        var identifier = pthread_t()
        let code = unsafe pthread_create(
            &identifier, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, context)
        precondition(code == 0)
        self.identifier = identifier
    }

    /// Waits for its end.
    package func join() {
        pthread_join(identifier, nil)
    }

    /// Lets it end by itself.
    package func detach() {
        pthread_detach(identifier)
    }

    private final class Body: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }
}

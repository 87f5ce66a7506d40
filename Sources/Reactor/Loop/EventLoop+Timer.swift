package import Concurrency

extension EventLoop {
    /// Calls a closure at a time that can be set again and again. Made by ``EventLoop/makeTimer(_:)``.
    package final class Timer {
        /// When the closure is called next; nil for never. It is nil again once the closure is called.
        package var due: Instant? {
            get { time }
            set { time = newValue }
        }
        /// Private, so that the compiler knows all that read or set it, and needn't have each look for others at run time.
        private var time: Instant?
        private let action: () -> Void

        init(_ action: @escaping () -> Void) {
            self.action = action
        }

        func fire() {
            due = nil
            action()
        }
    }
}

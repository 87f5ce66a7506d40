import Reactor

/// Remembers what it was told, and then calls a closure.
final class RecordingWatcher: EventLoop.Watcher {
    struct Event: Equatable {
        let descriptor: Int32
        let readiness: EventLoop.Readiness
    }

    private(set) var events: [Event] = []
    var then: (Event) -> Void

    init(then: @escaping (Event) -> Void = { _ in }) {
        self.then = then
    }

    func handle(_ readiness: EventLoop.Readiness, on descriptor: Int32) {
        let event = Event(descriptor: descriptor, readiness: readiness)
        events.append(event)
        then(event)
    }
}

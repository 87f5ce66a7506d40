import Glibc
import TestSupport
import Testing

@testable import Reactor

/// Descriptors that become ready.
@Suite(.timeLimit(.minutes(1)))
struct EventLoopWatcherTests {
    let loop: EventLoop
    let pair = SocketPair()
    let watcher = RecordingWatcher()

    init() throws {
        loop = try EventLoop()
    }

    private func event(_ readiness: EventLoop.Readiness) -> RecordingWatcher.Event {
        .init(descriptor: pair.watched, readiness: readiness)
    }

    @Test func `a readable descriptor is told in every round until it has been read`() {
        #expect(loop.register(pair.watched, for: .readable, with: watcher))
        loop.runOneRound()
        #expect(watcher.events.isEmpty)
        pair.send()
        loop.runOneRound()
        loop.runOneRound()
        #expect(watcher.events == [event(.readable), event(.readable)])
        pair.receive()
        loop.runOneRound()
        #expect(watcher.events.count == 2)
    }

    @Test func `a loop that waits is woken by a descriptor`() {
        let loop = loop
        watcher.then = { _ in loop.stop() }
        loop.register(pair.watched, for: .readable, with: watcher)
        let other = pair.other
        let sender = Thread {
            usleep(30_000)
            unsafe write(other, "x", 1)
        }
        loop.run()
        sender.join()
        #expect(watcher.events == [event(.readable)])
    }

    @Test func `only what a watcher is interested in is told`() {
        loop.register(pair.watched, for: .writable, with: watcher)
        pair.send()
        loop.runOneRound()
        #expect(watcher.events == [event(.writable)])
        loop.reregister(pair.watched, for: [.readable, .writable], with: watcher)
        loop.runOneRound()
        #expect(watcher.events.last == event([.readable, .writable]))
        loop.reregister(pair.watched, for: [], with: watcher)
        loop.runOneRound()
        #expect(watcher.events.count == 2)
    }

    @Test func `a full socket is writable again once the other side has read`() {
        let block = [UInt8](repeating: 0, count: 65_536)
        while unsafe write(pair.watched, block, block.count) > 0 {}
        loop.register(pair.watched, for: .writable, with: watcher)
        loop.runOneRound()
        #expect(watcher.events.isEmpty)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while unsafe read(pair.other, &buffer, buffer.count) > 0 {}
        loop.runOneRound()
        #expect(watcher.events == [event(.writable)])
    }

    @Test func `once tells once, and again after registering anew`() {
        loop.register(pair.watched, for: [.readable, .once], with: watcher)
        pair.send()
        for _ in 0..<3 { loop.runOneRound() }
        #expect(watcher.events.count == 1)
        #expect(loop.reregister(pair.watched, for: [.readable, .once], with: watcher))
        for _ in 0..<3 { loop.runOneRound() }
        #expect(watcher.events.count == 2)
    }

    @Test func `a sending half that the other side closed is told to who is interested`() {
        loop.register(pair.watched, for: .closedByPeer, with: watcher)
        loop.runOneRound()
        #expect(watcher.events.isEmpty)
        shutdown(pair.other, Int32(SHUT_WR))
        loop.runOneRound()
        #expect(watcher.events.count == 1)
    }

    @Test func `a hang-up is told to who is interested in nothing`() {
        loop.register(pair.watched, for: [], with: watcher)
        pair.closeOther()
        loop.runOneRound()
        #expect(watcher.events == [event(.hungUp)])
    }

    @Test func `an error is told to who is interested in something else`() {
        var ends: [Int32] = [-1, -1]
        #expect(unsafe pipe(&ends) == 0)
        defer { close(ends[1]) }
        close(ends[0])
        loop.register(ends[1], for: .readable, with: watcher)
        loop.runOneRound()
        #expect(watcher.events == [.init(descriptor: ends[1], readiness: .failed)])
    }

    @Test func `a connection is told by a listening socket that several loops watch exclusively`() throws {
        let second = try EventLoop()
        let secondWatcher = RecordingWatcher()
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(listener) }
        // A socket without a name gets one of its own when it is bound to the family alone.
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let client = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(client) }
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                #expect(unsafe bind(listener, generic, socklen_t(MemoryLayout<sa_family_t>.size)) == 0)
                #expect(listen(listener, 8) == 0)
                unsafe getsockname(listener, generic, &length)
                #expect(loop.register(listener, for: [.readable, .exclusive], with: watcher))
                #expect(second.register(listener, for: [.readable, .exclusive], with: secondWatcher))
                #expect(unsafe connect(client, generic, length) == 0)
            }
        }
        loop.runOneRound()
        second.runOneRound()
        #expect(watcher.events.count + secondWatcher.events.count >= 1)
    }

    @Test func `a deregistered descriptor is no longer told`() {
        loop.register(pair.watched, for: .readable, with: watcher)
        pair.send()
        loop.deregister(pair.watched)
        loop.runOneRound()
        #expect(watcher.events.isEmpty)
    }

    @Test func `a descriptor deregistered while its event is pending is not told`() {
        let second = SocketPair()
        let loop = loop
        // Whichever is told first takes the other one out, in the same round.
        let pair = pair
        watcher.then = { event in loop.deregister(event.descriptor == pair.watched ? second.watched : pair.watched) }
        loop.register(pair.watched, for: .readable, with: watcher)
        loop.register(second.watched, for: .readable, with: watcher)
        pair.send()
        second.send()
        loop.runOneRound()
        #expect(watcher.events.count == 1)
    }

    @Test func `a watcher that deregisters all its descriptors while their events are pending is told of one`() {
        let pairs = (0..<10).map { _ in SocketPair() }
        let loop = loop
        watcher.then = { [unowned watcher] _ in loop.deregister(watcher) }
        for pair in pairs {
            loop.register(pair.watched, for: .readable, with: watcher)
            pair.send()
        }
        let other = RecordingWatcher()
        loop.register(pair.watched, for: .readable, with: other)
        pair.send()
        loop.runOneRound()
        loop.runOneRound()
        #expect(watcher.events.count == 1)
        #expect(other.events.count == 2)
    }

    @Test func `a watcher may register another descriptor and close its own`() {
        let second = SocketPair()
        let (loop, pair) = (loop, pair)
        let secondWatcher = RecordingWatcher()
        watcher.then = { event in
            loop.forget(event.descriptor)
            pair.closeWatched()
            loop.register(second.watched, for: .readable, with: secondWatcher)
        }
        loop.register(pair.watched, for: .readable, with: watcher)
        pair.send()
        second.send()
        loop.runOneRound()
        loop.runOneRound()
        #expect(watcher.events.count == 1)
        #expect(secondWatcher.events.count == 1)
    }

    @Test func `a new descriptor with the number of a closed one is watched for itself`() throws {
        loop.register(pair.watched, for: .readable, with: watcher)
        let number = pair.watched
        loop.forget(number)
        // Puts another socket in its place, which closes the first.
        let second = SocketPair()
        try #require(dup2(second.watched, number) == number)
        let secondWatcher = RecordingWatcher()
        #expect(loop.register(number, for: .readable, with: secondWatcher))
        second.send()
        loop.runOneRound()
        #expect(watcher.events.isEmpty)
        #expect(secondWatcher.events == [.init(descriptor: number, readiness: .readable)])
    }

    @Test func `what the kernel can't watch is refused`() {
        let file = unsafe open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        #expect(!loop.register(file, for: .readable, with: watcher), "a regular file")
        #expect(!loop.reregister(pair.watched, for: .readable, with: watcher), "not registered")
        #expect(loop.register(pair.watched, for: .readable, with: watcher))
        #expect(!loop.register(pair.watched, for: .readable, with: watcher), "registered already")
    }

    @Test func `more descriptors than one call of the kernel reports are all told`() {
        let pairs = (0..<Epoll.eventCapacity + 20).map { _ in SocketPair() }
        for pair in pairs {
            loop.register(pair.watched, for: [.readable, .once], with: watcher)
            pair.send()
        }
        loop.runOneRound()
        #expect(watcher.events.count == Epoll.eventCapacity)
        loop.runOneRound()
        #expect(Set(watcher.events.map(\.descriptor)) == Set(pairs.map(\.watched)))
        #expect(watcher.events.count == pairs.count)
    }

    @Test func `a loop holds a watcher until its descriptor is deregistered`() {
        weak var weakWatcher: RecordingWatcher?
        do {
            let watcher = RecordingWatcher()
            weakWatcher = watcher
            loop.register(pair.watched, for: .readable, with: watcher)
        }
        #expect(weakWatcher != nil)
        loop.deregister(pair.watched)
        #expect(weakWatcher == nil)
    }
}

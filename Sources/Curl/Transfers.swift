internal import Glibc
internal import Reactor
internal import Transport

/// The transfers under way, driven by libcurl's multi socket interface: each is started, watched, and its task resumed.
///
/// All but the initializer belongs to the loop's thread; hence unchecked.
final class Transfers: @unchecked Sendable {
    /// How often transfers that wait their turn are looked at for deadlines, while there are any.
    private static let queueInterval = Duration.milliseconds(20)

    private let loop: EventLoop
    private let configuration: Engine.Configuration
    private let capacity: Int
    private let connectMilliseconds: Int

    private var library: Loaded?
    private var idleHandles: [EasyHandle] = []
    private var active: [EasyHandle] = []
    private var waiting: [Transfer] = []
    private var timer: EventLoop.Timer?
    private var queueTimer: EventLoop.Timer?
    private var isStopped = false

    /// What is made for the first transfer: a program that is started for one request may need none.
    private struct Loaded {
        let sockets: Sockets
        let multi: Multi
        let share: SessionShare
        let settings: HandleSettings
    }

    init(configuration: Engine.Configuration, loop: EventLoop) throws(CurlError) {
        try configuration.validate()
        self.loop = loop
        self.configuration = configuration
        capacity = configuration.transferLimit
        connectMilliseconds = configuration.connectTimeout.wholeMilliseconds
    }

    /// Starts a transfer, or has it wait its turn.
    func submit(_ transfer: Transfer) {
        guard !isStopped else { return transfer.finish(.failure(.notSent("the engine has stopped"))) }
        let now = ContinuousClock.now
        if !drop(transfer, now) { startOrQueue(transfer, now) }
    }

    /// Ends a transfer whose task was cancelled.
    func cancel(_ transfer: Transfer) {
        if let handle = transfer.handle { end(handle, .failure(.cancelled)) } else { lookThroughQueue() }
    }

    /// Fails what is under way and lets go of every handle, which must happen before the connection pool goes.
    func stop() {
        guard !isStopped else { return }
        isStopped = true
        let reason = "the engine has stopped"
        for handle in active { end(handle, .failure(handle.hasSentRequest ? .interrupted(reason) : .notSent(reason))) }
        for transfer in waiting { transfer.finish(.failure(.notSent(reason))) }
        waiting.removeAll()
        idleHandles.removeAll()
        library = nil
        if let timer { loop.remove(timer) }
        if let queueTimer { loop.remove(queueTimer) }
    }

    /// Starts a transfer if there is room and none that came before waits.
    private func startOrQueue(_ transfer: Transfer, _ now: ContinuousClock.Instant) {
        if waiting.isEmpty, active.count < capacity {
            start(transfer, now)
        } else {
            waiting.append(transfer)
            if queueTimer?.due == nil { queueTimer?.due = now + Self.queueInterval }
        }
    }

    /// Starts as many of the queue as there is room for.
    private func startWaiting() {
        guard !waiting.isEmpty else { return }
        let now = ContinuousClock.now
        while active.count < capacity, !waiting.isEmpty {
            let transfer = waiting.removeFirst()
            if !drop(transfer, now) { start(transfer, now) }
        }
    }

    /// What was cancelled or is late leaves the queue, and what has room begins.
    private func lookThroughQueue() {
        let now = ContinuousClock.now
        let queue = waiting
        waiting = []
        for transfer in queue where !drop(transfer, now) { startOrQueue(transfer, now) }
    }

    /// Ends a transfer that was cancelled or is late before it began.
    private func drop(_ transfer: Transfer, _ now: ContinuousClock.Instant) -> Bool {
        if transfer.isCancelled {
            transfer.finish(.failure(.cancelled))
        } else if transfer.request.deadline <= now {
            transfer.finish(.failure(.deadlineExceeded))
        } else {
            return false
        }
        return true
    }

    private func start(_ transfer: Transfer, _ now: ContinuousClock.Instant) {
        let library: Loaded
        do throws(CurlError) {
            library = try load()
        } catch {
            return transfer.finish(.failure(.notSent("libcurl can't be used: \(error)")))
        }
        guard
            let handle = idleHandles.popLast()
                ?? EasyHandle(settings: library.settings, sockets: library.sockets, share: library.share)
        else { return transfer.finish(.failure(.notSent("libcurl has no memory for a handle"))) }
        handle.load(
            transfer, milliseconds: (transfer.request.deadline - now).wholeMilliseconds,
            connectMilliseconds: connectMilliseconds)
        transfer.handle = handle
        handle.position = active.count
        active.append(handle)
        if !library.multi.add(handle) { release(handle, .failure(.notSent("libcurl didn't take the transfer"))) }
    }

    private func load() throws(CurlError) -> Loaded {
        if let library { return library }
        try Library.initialize()
        let sockets = Sockets(loop: loop) { [unowned self] descriptor, bits in
            self.library?.multi.act(on: descriptor, bits: bits)
            finishEnded()
        }
        let timer = loop.makeTimer { [unowned self] in
            self.library?.multi.runTimers()
            finishEnded()
        }
        let multi = try Multi(sockets: sockets, timer: timer, maximumConnections: capacity)
        let loaded = Loaded(
            sockets: sockets, multi: multi, share: try SessionShare(), settings: HandleSettings(configuration))
        self.timer = timer
        queueTimer = loop.makeTimer { [unowned self] in lookThroughQueue() }
        library = loaded
        return loaded
    }

    private func finishEnded() {
        library?.multi.forEachFinished { end($0, $0.outcome($1)) }
        startWaiting()
    }

    private func end(_ handle: EasyHandle, _ result: Result<TransportResponse, TransportError>) {
        library?.multi.remove(handle)
        release(handle, result)
    }

    /// Takes a handle back and resumes its task, whose job runs later.
    private func release(_ handle: EasyHandle, _ result: Result<TransportResponse, TransportError>) {
        let transfer = handle.transfer
        transfer?.handle = nil
        handle.unload()
        if let last = active.popLast(), last !== handle {
            active[handle.position] = last
            last.position = handle.position
        }
        idleHandles.append(handle)
        transfer?.finish(result)
    }
}

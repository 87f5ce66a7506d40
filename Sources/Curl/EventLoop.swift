internal import AWS
internal import CCurl
internal import Glibc

/// What the engine's thread does: take transfers from the inbox, drive them, and resume their tasks.
final class EventLoop {
    /// How often transfers that wait their turn are looked at for deadlines, while there are any.
    private static let queueInterval = Duration.milliseconds(20)

    private let inbox: Inbox
    private let poller: Poller
    private let multi: Multi
    private let share: SessionShare
    private let settings: HandleSettings
    private let capacity: Int
    private let connectMilliseconds: Int

    private var idleHandles: [EasyHandle] = []
    private var active: [EasyHandle] = []
    private var waiting: [Transfer] = []
    private var isClosed = false
    /// Tasks to resume once libcurl's callbacks and our own lists are done with.
    private var finished: [(Transfer, Result<TransportResponse, TransportError>)] = []

    init(configuration: Engine.Configuration, inbox: Inbox) throws(CurlError) {
        try configuration.validate()
        self.inbox = inbox
        settings = HandleSettings(configuration)
        capacity = configuration.transferLimit
        connectMilliseconds = configuration.connectTimeout.wholeMilliseconds
        share = try SessionShare()
        poller = try Poller(wakeDescriptor: inbox.descriptor)
        multi = try Multi(poller: poller, maximumConnections: capacity)
    }

    /// Runs until the inbox is closed.
    func run() {
        while !isClosed {
            poller.wait(milliseconds: nextWait()) { multi.act(on: $0, bits: $1) }
            takeInbox(inbox.take(goingToSleep: false))
            startWaiting()
            if let timer = multi.timer, timer <= .now { multi.runTimers() }
            multi.forEachFinished { end($0, $0.outcome($1)) }
            resumeFinished()
        }
        stopAll()
    }

    /// How long to wait for events, in milliseconds: until libcurl's timer, and not at all with something in the inbox.
    private func nextWait() -> CInt {
        var wake = multi.timer
        if !waiting.isEmpty {
            let look = ContinuousClock.now + Self.queueInterval
            wake = wake.map { min($0, look) } ?? look
        }
        if let wake, wake <= .now { return 0 }
        let content = inbox.take(goingToSleep: true)
        guard content.isEmpty else {
            takeInbox(content)
            return 0
        }
        guard let wake else { return -1 }
        return CInt(clamping: (wake - .now).wholeMilliseconds)
    }

    private func takeInbox(_ content: Inbox.Content) {
        if content.isClosed { isClosed = true }
        waiting.append(contentsOf: content.submitted)
        for transfer in content.cancelled {
            if let handle = transfer.handle {
                multi.remove(handle)
                release(handle, .failure(.cancelled))
            }
        }
    }

    /// Starts what has room; what was cancelled or is late leaves the queue.
    private func startWaiting() {
        guard !waiting.isEmpty else { return }
        let now = ContinuousClock.now
        var kept: [Transfer] = []
        for transfer in waiting {
            if transfer.isCancelled {
                finished.append((transfer, .failure(.cancelled)))
            } else if transfer.request.deadline <= now {
                finished.append((transfer, .failure(.deadlineExceeded)))
            } else if active.count < capacity {
                start(transfer, now)
            } else {
                kept.append(transfer)
            }
        }
        waiting = kept
    }

    private func start(_ transfer: Transfer, _ now: ContinuousClock.Instant) {
        guard
            let handle = idleHandles.popLast() ?? EasyHandle(settings: settings, poller: poller, share: share)
        else {
            finished.append((transfer, .failure(.notSent("libcurl has no memory for a handle"))))
            return
        }
        handle.load(
            transfer, milliseconds: (transfer.request.deadline - now).wholeMilliseconds,
            connectMilliseconds: connectMilliseconds)
        transfer.handle = handle
        handle.position = active.count
        active.append(handle)
        if !multi.add(handle) { release(handle, .failure(.notSent("libcurl didn't take the transfer"))) }
    }

    private func end(_ handle: EasyHandle, _ result: Result<TransportResponse, TransportError>) {
        multi.remove(handle)
        release(handle, result)
    }

    private func release(_ handle: EasyHandle, _ result: Result<TransportResponse, TransportError>) {
        if let transfer = handle.transfer {
            transfer.handle = nil
            finished.append((transfer, result))
        }
        handle.unload()
        if let last = active.popLast(), last !== handle {
            active[handle.position] = last
            last.position = handle.position
        }
        idleHandles.append(handle)
    }

    /// Fails what is left and lets go of every handle, which must happen before the connection pool goes.
    private func stopAll() {
        let reason = "the engine has stopped"
        for handle in active { end(handle, .failure(handle.hasSentRequest ? .interrupted(reason) : .notSent(reason))) }
        for transfer in waiting { finished.append((transfer, .failure(.notSent(reason)))) }
        waiting.removeAll()
        idleHandles.removeAll()
        resumeFinished()
    }

    private func resumeFinished() {
        guard !finished.isEmpty else { return }
        for (transfer, result) in finished { transfer.finish(result) }
        finished.removeAll(keepingCapacity: true)
    }
}

import Concurrency
import Glibc
import Reactor
import Transport

/// Starts transfers, has those wait for which there is no room, and resumes the task of each that has ended.
///
/// Unchecked, because all but the initialiser belongs to the loop's thread.
final class TransferScheduler: @unchecked Sendable {
    /// How often the waiting transfers are looked through for passed deadlines, while there are any.
    private static let queueInterval = Duration.milliseconds(20)

    private let loop: EventLoop
    private let configuration: CurlTransport.Configuration
    private let capacity: Int
    private let connectMilliseconds: Int

    private var library: Library?
    private var idleHandles: [EasyHandle] = []
    private var active: [EasyHandle] = []
    private var waiting: [Transfer] = []
    private var isStopped = false

    /// What is made of libcurl for the first transfer. A program that is started for a single request may need none.
    private struct Library {
        let multi: MultiHandle
        let share: ShareHandle
        let urls = URLCache()
        let sockets: SocketWatcher
        /// Set to when libcurl wants to be called.
        let timer: EventLoop.Timer
        /// Set while transfers wait for room.
        let queueTimer: EventLoop.Timer
    }

    init(configuration: CurlTransport.Configuration, loop: EventLoop) throws(CurlError) {
        try configuration.validate()
        self.loop = loop
        self.configuration = configuration
        capacity = configuration.transferLimit
        connectMilliseconds = configuration.connectTimeout.wholeMilliseconds
    }

    /// Starts a transfer, or has it wait its turn.
    func submit(_ transfer: Transfer) {
        guard !isStopped else { return transfer.finish(.failure(.notSent("the transport has stopped"))) }
        if configuration.proxy != nil, transfer.request.addresses == .publicOnly {
            return transfer.finish(.failure(.notSent("a proxy is configured, whose connections can't be checked")))
        }
        let now = Instant.now
        if !drop(transfer, now) { startOrQueue(transfer, now) }
    }

    /// Ends a transfer whose task was cancelled.
    func cancel(_ transfer: Transfer) {
        if let handle = transfer.handle { end(handle, .failure(.cancelled)) } else { lookThroughQueue() }
    }

    /// Fails all transfers and frees every handle. libcurl wants easy handles freed before their connection pool is.
    func stop() {
        guard !isStopped else { return }
        isStopped = true
        let reason = "the transport has stopped"
        for handle in active { end(handle, .failure(handle.hasSentRequest ? .interrupted(reason) : .notSent(reason))) }
        for transfer in waiting { transfer.finish(.failure(.notSent(reason))) }
        waiting.removeAll()
        idleHandles.removeAll()
        if let library {
            loop.remove(library.timer)
            loop.remove(library.queueTimer)
        }
        library = nil
    }

    // MARK: The queue

    /// Starts a transfer if there is room and nothing waits that came before it.
    private func startOrQueue(_ transfer: Transfer, _ now: Instant) {
        if waiting.isEmpty, active.count < capacity {
            start(transfer, now)
        } else {
            waiting.append(transfer)
            if let timer = library?.queueTimer, timer.due == nil { timer.due = now + Self.queueInterval }
        }
    }

    /// Starts as many of the waiting transfers as there is room for.
    private func startWaiting() {
        guard !waiting.isEmpty else { return }
        let now = Instant.now
        while active.count < capacity, !waiting.isEmpty {
            let transfer = waiting.removeFirst()
            if !drop(transfer, now) { start(transfer, now) }
        }
    }

    /// Drops the waiting transfers that were cancelled or are late, and starts those for which there is room.
    private func lookThroughQueue() {
        let now = Instant.now
        let queue = waiting
        waiting = []
        for transfer in queue where !drop(transfer, now) { startOrQueue(transfer, now) }
    }

    /// Ends a transfer that was cancelled or is late before it has begun; false when it is neither.
    private func drop(_ transfer: Transfer, _ now: Instant) -> Bool {
        if transfer.isCancelled {
            transfer.finish(.failure(.cancelled))
        } else if transfer.request.deadline <= now {
            transfer.finish(.failure(.deadlineExceeded))
        } else {
            return false
        }
        return true
    }

    // MARK: Transfers under way

    private func start(_ transfer: Transfer, _ now: Instant) {
        let library: Library
        do throws(CurlError) {
            library = try load()
        } catch {
            return transfer.finish(.failure(.notSent("libcurl can't be used: \(error)")))
        }
        guard let url = library.urls.handle(for: transfer.target) else {
            return transfer.finish(.failure(.notSent("libcurl can't parse the URL")))
        }
        guard
            let handle = idleHandles.popLast()
                ?? EasyHandle(configuration, sockets: library.sockets, share: library.share)
        else { return transfer.finish(.failure(.notSent("libcurl has no memory for a handle"))) }
        handle.load(
            transfer, to: url, milliseconds: (transfer.request.deadline - now).wholeMilliseconds,
            connectMilliseconds: connectMilliseconds)
        transfer.handle = handle
        handle.position = active.count
        active.append(handle)
        if !library.multi.add(handle) { release(handle, .failure(.notSent("libcurl refused the transfer"))) }
    }

    private func load() throws(CurlError) -> Library {
        if let library { return library }
        try GlobalState.initialize()
        let sockets = SocketWatcher(loop: loop) { [unowned self] descriptor, bits in
            library?.multi.act(on: descriptor, bits: bits)
            finishEnded()
        }
        let timer = loop.makeTimer { [unowned self] in
            library?.multi.runTimers()
            finishEnded()
        }
        let queueTimer = loop.makeTimer { [unowned self] in lookThroughQueue() }
        do throws(CurlError) {
            let multi = try MultiHandle(sockets: sockets, timer: timer, maximumConnections: capacity)
            let made = Library(
                multi: multi, share: try ShareHandle(), sockets: sockets, timer: timer, queueTimer: queueTimer)
            library = made
            return made
        } catch {
            loop.remove(timer)
            loop.remove(queueTimer)
            throw error
        }
    }

    private func finishEnded() {
        library?.multi.forEachFinished { handle, code in end(handle, handle.result(code)) }
        startWaiting()
    }

    private func end(_ handle: EasyHandle, _ result: Result<TransportResponse, TransportError>) {
        library?.multi.remove(handle)
        release(handle, result)
    }

    /// Takes a handle back, and resumes the task whose transfer it carried. The task goes on later, in a job of its own.
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

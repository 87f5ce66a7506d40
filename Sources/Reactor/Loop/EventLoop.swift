import Concurrency
import Glibc
import Synchronization

/// Waits on one thread for descriptors and timers (`epoll(7)`), and runs Swift tasks on that thread in between.
///
/// Everything that belongs to a loop is used on the loop's thread only, in the callbacks of watchers and timers and in
/// tasks that run on the loop. It therefore needs no locks and no switches between threads, and a request that waits
/// costs only its memory. Never wait in the kernel on that thread, and don't compute for long there: everything else
/// would have to wait too.
///
/// Unchecked, because only ``enqueue(_:)``, ``perform(_:)``, ``stop()``, ``close()`` and ``isCurrent`` may be used from
/// other threads. Before ``run()`` the thread that sets the loop up may use everything.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    /// The work that other threads have handed over.
    private struct Inbox: ~Copyable {
        var work: [Work] = []
        /// Whether the loop waits in the kernel, so that the next piece of work has to wake it.
        var isLoopWaiting = false
        var isClosed = false
    }

    private let epoll: Epoll
    /// Ends the loop's waiting when another thread has handed over work.
    private let waker: Waker
    private let thread = Atomic<UInt>(0)
    private let inbox = Mutex(Inbox())
    private var ready: [Work] = []
    /// By descriptor.
    private var watchers: [(any Watcher)?] = []
    private var timers: [Timer] = []
    private var isStopped = false
    private var isClosing = false

    /// How many pieces of work run before the loop looks at descriptors and timers again.
    private static let batch = 512

    package init() throws(LoopError) {
        epoll = try Epoll()
        waker = try Waker()
        // Edge-triggered: each call of `wake` ends one wait, and nobody has to reset the waker.
        guard epoll.add(waker.descriptor, [.readable, .edgeTriggered]) else { throw LoopError(call: "epoll_ctl") }
    }

    /// Whether the caller is on the loop's thread.
    package var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    // MARK: Running

    /// Runs on the calling thread until ``stop()``. It may be called again after that.
    package func run() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        while !isStopped {
            wait(milliseconds: waitMilliseconds())
            fireTimers()
            takeInbox()
            work()
        }
        isStopped = false
        if isClosing {
            inbox.withLock { $0.isClosed = true }
            takeInbox()
            while !ready.isEmpty { work() }
        }
        thread.store(0, ordering: .relaxed)
    }

    /// Makes ``run()`` return after the work that is ready now, up to one batch of it; from any thread. Work that is
    /// left runs with the next ``run()``. Called while the loop doesn't run, it makes the next ``run()`` return.
    package func stop() {
        perform { self.isStopped = true }
    }

    /// Makes ``run()`` return for the last time, after all work that was handed over before; from any thread.
    func close() {
        perform {
            self.isStopped = true
            self.isClosing = true
        }
    }

    /// Calls `body` on the loop's thread; from any thread.
    ///
    /// A caller on the loop's thread has it called at once, another one soon. After ``close()`` it is called at once on
    /// the calling thread, because nothing else uses the loop any more.
    package func perform(_ body: @escaping @Sendable () -> Void) {
        if isCurrent || !handOver(.closure(body)) { body() }
    }

    /// Runs a piece of a Swift task on the loop's thread soon; from any thread. After ``close()`` it never runs.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent { ready.append(.job(job)) } else { handOver(.job(job)) }
    }

    /// Hands work to the loop's thread; false when the loop is closed.
    @discardableResult
    private func handOver(_ work: Work) -> Bool {
        let mustWake = inbox.withLock { inbox -> Bool? in
            guard !inbox.isClosed else { return nil }
            inbox.work.append(work)
            defer { inbox.isLoopWaiting = false }
            return inbox.isLoopWaiting
        }
        if mustWake == true { waker.wake() }
        return mustWake != nil
    }

    private func takeInbox() {
        inbox.withLock { inbox in
            inbox.isLoopWaiting = false
            guard !inbox.work.isEmpty else { return }
            ready += inbox.work
            inbox.work.removeAll(keepingCapacity: inbox.work.count < Self.batch)
        }
    }

    /// Runs the work that is ready and what it makes ready, up to one batch.
    private func work() {
        let executor = unsafe asUnownedTaskExecutor()
        var done = 0
        while done < min(ready.count, Self.batch) {
            switch ready[done] {
            case .job(let job): unsafe job.runSynchronously(on: executor)
            case .closure(let body): body()
            }
            done += 1
        }
        if done == ready.count {
            ready.removeAll(keepingCapacity: true)
        } else {
            ready.removeFirst(done)
        }
    }

    /// How long the kernel may wait: not at all while there is work, else until the next timer.
    private func waitMilliseconds() -> Int32 {
        guard ready.isEmpty, !isStopped else { return 0 }
        var milliseconds: Int32 = -1
        if let next = earliestTimer()?.due {
            let left = next - .now
            guard left > .zero else { return 0 }
            milliseconds = Int32(clamping: left.wholeMilliseconds)
        }
        return inbox.withLock { inbox in
            guard inbox.work.isEmpty else { return 0 }
            inbox.isLoopWaiting = true
            return milliseconds
        }
    }

    private func wait(milliseconds: Int32) {
        epoll.wait(milliseconds: milliseconds) { descriptor, readiness in
            guard descriptor != waker.descriptor, Int(descriptor) < watchers.count else { return }
            watchers[Int(descriptor)]?.handle(readiness, on: descriptor)
        }
    }

    // MARK: Descriptors

    /// Tells `watcher` from now on when a descriptor is ready (`EPOLL_CTL_ADD`).
    ///
    /// - Returns: false when the kernel can't watch the descriptor.
    @discardableResult
    package func register(_ descriptor: Int32, for interest: Interest, with watcher: any Watcher) -> Bool {
        setWatcher(watcher, of: descriptor)
        return epoll.add(descriptor, interest)
    }

    /// Changes what a registered descriptor is watched for, or asks again after ``Interest/once`` (`EPOLL_CTL_MOD`).
    ///
    /// - Returns: false when the kernel can't watch the descriptor.
    @discardableResult
    package func reregister(_ descriptor: Int32, for interest: Interest, with watcher: any Watcher) -> Bool {
        setWatcher(watcher, of: descriptor)
        return epoll.modify(descriptor, interest)
    }

    /// Ends the watching of a descriptor (`EPOLL_CTL_DEL`), even of one that was reported in the same round and whose
    /// watcher hasn't been called yet.
    package func deregister(_ descriptor: Int32) {
        epoll.delete(descriptor)
        forget(descriptor)
    }

    /// Ends the watching of all descriptors of a watcher.
    package func deregister(_ watcher: any Watcher) {
        for index in watchers.indices where watchers[index] === watcher { deregister(Int32(index)) }
    }

    /// Forgets the watcher of a descriptor that the caller closes. No call of the kernel is needed: closing a descriptor
    /// takes it off the kernel's list.
    package func forget(_ descriptor: Int32) {
        if Int(descriptor) < watchers.count { watchers[Int(descriptor)] = nil }
    }

    private func setWatcher(_ watcher: any Watcher, of descriptor: Int32) {
        let missing = Int(descriptor) + 1 - watchers.count
        if missing > 0 { watchers.append(contentsOf: repeatElement(nil, count: max(missing, 64))) }
        watchers[Int(descriptor)] = watcher
    }

    // MARK: Timers

    /// Makes a timer that calls `action` on the loop's thread each time that it becomes due. The loop keeps it until
    /// ``remove(_:)`` and looks through all of them in every round, so make few and set them again and again.
    package func makeTimer(_ action: @escaping () -> Void) -> Timer {
        let timer = Timer(action)
        timers.append(timer)
        return timer
    }

    /// Removes a timer, which fires no more even if it is due already.
    package func remove(_ timer: Timer) {
        timers.removeAll { $0 === timer }
    }

    /// Fires the timers that are due, the earliest first; no more than there are timers, so that one that sets itself to
    /// a time in the past can't keep the loop here.
    private func fireTimers() {
        let now = Instant.now
        for _ in timers.indices {
            guard let earliest = earliestTimer() else { return }
            if now < earliest.due { return }
            earliest.timer.fire()
        }
    }

    private func earliestTimer() -> (timer: Timer, due: Instant)? {
        var earliest: (timer: Timer, due: Instant)?
        for timer in timers {
            guard let due = timer.due else { continue }
            if let earliest, earliest.due <= due { continue }
            earliest = (timer, due)
        }
        return earliest
    }
}

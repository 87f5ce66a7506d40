internal import CLinux
internal import Glibc
internal import Synchronization

/// One thread's waiting: for descriptors to become ready and for moments to come (`epoll`); in between it runs the jobs
/// of Swift's tasks that prefer it.
///
/// What belongs to a loop is touched on its thread alone, in callbacks and in jobs. So it needs no lock, changes no
/// thread, and hundreds of requests under way cost their memory and nothing else. What waits in the kernel for anything
/// but the loop, and what computes for long, belongs elsewhere.
///
/// Unchecked, since all but ``enqueue(_:)``, ``perform(_:)``, ``stop()`` and ``isCurrent`` belongs to the thread that
/// calls ``run()``, or to the one that sets things up before it.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// What hears of a descriptor.
    package protocol Watcher: AnyObject {
        /// Called when a descriptor is ready, with its `EPOLL…` events. What was closed in the same round may still be
        /// reported, and so may its successor: readiness is a hint, and reading must not wait.
        func handle(_ events: UInt32, on descriptor: Int32)
    }

    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    /// What other threads leave.
    private struct Arrivals: ~Copyable {
        var work: [Work] = []
        var sleeps = false
        var isClosed = false
    }

    private let queue: Int32
    /// Wakes the loop while it waits (`eventfd`).
    private let bell: Int32
    private let thread = Atomic<UInt>(0)
    private let arrivals = Mutex(Arrivals())
    private var ready: [Work] = []
    private var watchers: [(any Watcher)?] = []
    private var timers: [Timer] = []
    private var isStopped = false
    private var isClosing = false

    /// How many jobs run before the loop looks again what has become ready.
    private static let batch = 512
    private static let eventCapacity = 256

    package init() throws(LoopError) {
        queue = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard queue >= 0 else { throw LoopError(call: "epoll_create1", code: errno) }
        bell = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard bell >= 0 else { throw LoopError(call: "eventfd", code: errno) }
        // Edge-triggered: each ring wakes once, and nobody has to read the counter.
        guard latchkey_epoll_control(queue, EPOLL_CTL_ADD, bell, EPOLLIN.rawValue | EPOLLET.rawValue) == 0 else {
            throw LoopError(call: "epoll_ctl", code: errno)
        }
    }

    deinit {
        if queue >= 0 { Glibc.close(queue) }
        if bell >= 0 { Glibc.close(bell) }
    }

    /// Whether the caller is on the loop's thread.
    package var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    // MARK: Running

    /// Runs on the calling thread until ``stop()``.
    package func run() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        while !isStopped {
            wait(milliseconds: waitMilliseconds())
            fireTimers()
            takeArrivals()
            work()
        }
        isStopped = false
        if isClosing {
            arrivals.withLock { $0.isClosed = true }
            takeArrivals()
            while !ready.isEmpty { work() }
        }
        thread.store(0, ordering: .relaxed)
    }

    /// Runs on the calling thread until `body` has returned, whose task is cancelled after `limit`.
    package func run<Value: Sendable>(
        for limit: Duration, _ body: @escaping @Sendable () async -> Value
    ) -> Value {
        let result = Result<Value>()
        let task = Task(executorPreference: self) {
            let value = await body()
            result.value.withLock { $0 = value }
            self.stop()
        }
        let timer = makeTimer { task.cancel() }
        timer.due = .now + limit
        defer { remove(timer) }
        while true {
            run()
            if let value = result.value.withLock({ $0 }) { return value }
        }
    }

    private final class Result<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }

    /// Has ``run()`` return once the jobs that are ready have run; from any thread.
    package func stop() {
        perform { self.isStopped = true }
    }

    /// Has ``run()`` return for the last time; from any thread.
    func close() {
        perform {
            self.isStopped = true
            self.isClosing = true
        }
    }

    /// Calls `body` on the loop's thread: at once when that is the caller's or has ended, and otherwise soon.
    package func perform(_ body: @escaping @Sendable () -> Void) {
        if isCurrent || !leave(.closure(body)) { body() }
    }

    /// Runs a job of a task on the loop's thread, soon; never, when that has ended.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent { ready.append(.job(job)) } else { leave(.job(job)) }
    }

    /// Leaves work for the loop's thread; false when that has ended.
    @discardableResult
    private func leave(_ work: Work) -> Bool {
        let wakes = arrivals.withLock { arrivals -> Bool? in
            guard !arrivals.isClosed else { return nil }
            arrivals.work.append(work)
            defer { arrivals.sleeps = false }
            return arrivals.sleeps
        }
        if wakes == true { eventfd_write(bell, 1) }
        return wakes != nil
    }

    private func takeArrivals() {
        arrivals.withLock { arrivals in
            arrivals.sleeps = false
            guard !arrivals.work.isEmpty else { return }
            ready += arrivals.work
            arrivals.work.removeAll(keepingCapacity: arrivals.work.count < Self.batch)
        }
    }

    /// Runs what is ready and what becomes so meanwhile, up to a number.
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

    /// Until the next timer, and not at all with work to do.
    private func waitMilliseconds() -> Int32 {
        guard ready.isEmpty, !isStopped else { return 0 }
        let next = timers.lazy.compactMap(\.due).min()
        var milliseconds: Int32 = -1
        if let next {
            let left = next - .now
            guard left > .zero else { return 0 }
            milliseconds = Int32(clamping: Int64((left / .milliseconds(1)).rounded(.up)))
        }
        return arrivals.withLock { arrivals in
            guard arrivals.work.isEmpty else { return 0 }
            arrivals.sleeps = true
            return milliseconds
        }
    }

    // MARK: Descriptors

    /// Has `watcher` told of `events` (`EPOLLIN`, `EPOLLONESHOT` and so on) on a descriptor, which the loop knows
    /// already or not; false when the kernel won't (`epoll_ctl`).
    @discardableResult
    package func watch(
        _ descriptor: Int32, for events: UInt32, isKnown: Bool = false, _ watcher: any Watcher
    ) -> Bool {
        let missing = Int(descriptor) + 1 - watchers.count
        if missing > 0 { watchers.append(contentsOf: repeatElement(nil, count: max(missing, 64))) }
        watchers[Int(descriptor)] = watcher
        let operation = isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD
        return latchkey_epoll_control(queue, operation, descriptor, events) == 0
    }

    /// Tells nobody of a descriptor any more.
    package func ignore(_ descriptor: Int32) {
        _ = latchkey_epoll_control(queue, EPOLL_CTL_DEL, descriptor, 0)
        forget(descriptor)
    }

    /// Forgets a descriptor that is being closed, which takes it out of the kernel's set.
    package func forget(_ descriptor: Int32) {
        if Int(descriptor) < watchers.count { watchers[Int(descriptor)] = nil }
    }

    /// Forgets all descriptors of a watcher that goes.
    package func forget(_ watcher: any Watcher) {
        for index in watchers.indices where watchers[index] === watcher { ignore(Int32(index)) }
    }

    private func wait(milliseconds: Int32) {
        unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventCapacity) { buffer in
            let count = unsafe epoll_wait(queue, buffer.baseAddress, Int32(Self.eventCapacity), milliseconds)
            for index in 0..<max(0, Int(count)) {
                let descriptor = unsafe buffer[index].data.fd
                guard descriptor != bell, Int(descriptor) < watchers.count else { continue }
                watchers[Int(descriptor)]?.handle(unsafe buffer[index].events, on: descriptor)
            }
        }
    }

    // MARK: Timers

    /// A moment at which something is to be done; it fires once each time that ``due`` is set.
    package final class Timer {
        package var due: ContinuousClock.Instant?
        fileprivate let fire: () -> Void

        fileprivate init(_ fire: @escaping () -> Void) {
            self.fire = fire
        }
    }

    /// Makes a timer; a loop has a handful of them, for as long as it lives.
    package func makeTimer(_ fire: @escaping () -> Void) -> Timer {
        let timer = Timer(fire)
        timers.append(timer)
        return timer
    }

    package func remove(_ timer: Timer) {
        timers.removeAll { $0 === timer }
    }

    private func fireTimers() {
        guard timers.contains(where: { $0.due != nil }) else { return }
        let now = ContinuousClock.now
        for timer in timers where timer.due.map({ $0 <= now }) ?? false {
            timer.due = nil
            timer.fire()
        }
    }
}

/// The system refused what a loop needs.
package struct LoopError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The call that failed, and its `errno`.
    package let call: String
    package let code: Int32

    package var description: String {
        "\(call) failed: \(unsafe String(cString: strerror(code)))"
    }
}

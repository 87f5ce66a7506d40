import HTTP1
import NIOCore
import NIOPosix
import Synchronization
import SystemPackage

/// A small HTTP server on 127.0.0.1, for programs of this machine: a browser that comes back from a sign-in, a tool that asks
/// for credentials.
///
/// Other users of the machine and pages of any site can reach it too. So it answers only what has its own address in `Host`,
/// allows no other origin to read what it says, and bounds what it takes. Who may know something is for the closure to decide.
package final class LoopbackServer: Sendable {
    private struct State {
        var isStopped = false
        var count = 0
        /// Connections whose request isn't there yet.
        var waiting: [ObjectIdentifier: Connection] = [:]
    }

    /// Where it listens.
    package let port: UInt16
    private let limits: LoopbackLimits
    private let channel: any Channel
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Connection.self)
    private let state = Mutex(State())

    /// Listens; nothing is answered before ``serve(_:)``.
    ///
    /// - Parameters:
    ///   - port: 0 for one that is free.
    ///   - limits: the bounds of what it takes.
    /// - Throws: ``LoopbackError`` when it can't listen there.
    package init(port: UInt16 = 0, limits: LoopbackLimits = LoopbackLimits()) async throws(LoopbackError) {
        self.limits = limits
        do {
            channel = try await Connection.listen(
                host: "127.0.0.1", port: Int(port), on: MultiThreadedEventLoopGroup.singleton.next()
            ) { [arrival] in arrival.yield($0) }
        } catch {
            throw LoopbackError(error, port: port)
        }
        self.port = channel.localAddress?.port.flatMap(UInt16.init(exactly:)) ?? port
    }

    deinit { stop() }

    /// What clients' `Host` has to be: `127.0.0.1:49152`.
    package var host: String { "127.0.0.1:\(port)" }

    /// Answers requests until the task is cancelled, which breaks off what is under way, or ``stop()`` is called. It can be
    /// called once.
    ///
    /// - Parameter answer: what to answer. Requests come at the same time.
    package func serve(_ answer: @escaping @Sendable (LoopbackRequest) async -> LoopbackResponse) async {
        await withDiscardingTaskGroup { group in
            for await connection in arrivals {
                group.addTask { [self] in await serve(connection, answer) }
            }
        }
        stop()
        try? await channel.closeFuture.get()
    }

    /// Takes no more requests. Those that have come whole are answered before ``serve(_:)`` returns.
    package func stop() {
        let waiting = state.withLock { state in
            state.isStopped = true
            return state.waiting.values
        }
        channel.close(promise: nil)
        arrival.finish()
        for connection in waiting { connection.close() }
    }

    private func serve(
        _ connection: Connection, _ answer: @Sendable (LoopbackRequest) async -> LoopbackResponse
    ) async {
        defer { connection.close() }
        let client = LoopbackClient(connection: connection, limits: limits, host: host)
        let isWelcome: Bool? = state.withLock { state in
            guard !state.isStopped else { return nil }
            guard state.count < limits.connections else { return false }
            state.count += 1
            state.waiting[ObjectIdentifier(connection)] = connection
            return true
        }
        guard let isWelcome else { return }
        guard isWelcome else {
            return await client.answer(LoopbackResponse(status: 503, words: "There are too many connections."))
        }
        let request = await client.request()
        state.withLock { _ = $0.waiting.removeValue(forKey: ObjectIdentifier(connection)) }
        if let request { await client.answer(await answer(request)) }
        state.withLock { $0.count -= 1 }
    }
}

extension LoopbackError {
    fileprivate init(_ error: any Error, port: UInt16) {
        switch error {
        case let error as IOError where error.errnoCode == Errno.addressInUse.rawValue: self = .taken(port: port)
        case let error as IOError: self = .bind(port: port, reason: "\(Errno(rawValue: error.errnoCode))")
        default: self = .bind(port: port, reason: "\(error)")
        }
    }
}

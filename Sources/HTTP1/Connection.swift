package import NIOCore
import NIOPosix
import Synchronization

/// One TCP connection (perhaps with TLS on it): read on demand, and written as fast as the other end takes it.
///
/// Nothing is read from the socket before somebody asks, so a reader that waits slows the sender down. One task reads at
/// a time. Cancelling a task that waits closes the connection.
package final class Connection: Sendable {
    private struct State {
        var received = ByteBuffer()
        /// Before, a channel forgets that it was to be read.
        var isActive = false
        var hasEnded = false
        var isClosed = false
        var reader: CheckedContinuation<Void, Never>?
        /// Closed when this connection's other end goes away.
        var dependent: (any Channel)?
    }

    package let channel: any Channel
    private let state = Mutex(State())

    /// Takes over the channel, whose `autoRead` is off; call it on the channel's event loop.
    ///
    /// - Parameters:
    ///   - channel: what is connected, or is about to be.
    ///   - begin: called once it is. What is written to a channel before stays there.
    /// - Throws: when the channel is closed already.
    package init(_ channel: any Channel, begin: @escaping @Sendable (Connection) -> Void = { _ in }) throws {
        self.channel = channel
        try channel.pipeline.syncOperations.addHandler(Inbound(connection: self, begin: begin))
    }

    /// Listens, and makes a connection of each client that comes.
    ///
    /// - Parameters:
    ///   - host: a name or an address of this machine.
    ///   - port: 0 for one that is free.
    ///   - group: on whose event loops the listener and its connections are.
    ///   - arrived: called with each connection, on its event loop.
    /// - Returns: the listener's channel.
    /// - Throws: what SwiftNIO says when it can't listen there.
    package static func listen(
        host: String, port: Int, on group: any EventLoopGroup, _ arrived: @escaping @Sendable (Connection) -> Void
    ) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 128)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { _ = try Connection(channel, begin: arrived) }
            }
            .bind(host: host, port: port).get()
    }

    /// The connection that was made of that channel; call it on the channel's event loop.
    package static func of(_ channel: any Channel) throws -> Connection {
        try channel.pipeline.syncOperations.handler(type: Inbound.self).connection
    }

    /// What has come, and waits for it if there is nothing.
    ///
    /// - Returns: at least one byte; nil when the other end has said that no more will come, or is gone.
    package func read() async -> ByteBuffer? {
        while true {
            let taken: (bytes: ByteBuffer?, isOver: Bool) = state.withLock { state in
                guard state.received.readableBytes > 0 else { return (nil, state.hasEnded) }
                let bytes = state.received
                state.received = ByteBuffer()
                return (bytes, false)
            }
            if let bytes = taken.bytes { return bytes }
            if taken.isOver { return nil }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let (isReady, isActive) = state.withLock { state in
                        if state.hasEnded || state.received.readableBytes > 0 { return (true, state.isActive) }
                        state.reader = continuation
                        return (false, state.isActive)
                    }
                    if isReady { continuation.resume() } else if isActive { channel.read() }
                }
            } onCancel: {
                close()
            }
        }
    }

    /// Puts bytes back that were read too many; they are read next.
    package func unread(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        state.withLock { state in
            var all = bytes
            var later = state.received
            all.writeBuffer(&later)
            state.received = all
        }
    }

    /// Writes the bytes, and waits until the kernel has taken them all.
    ///
    /// - Returns: false when the connection is closed.
    package func takes(_ bytes: ByteBuffer) async -> Bool {
        guard bytes.readableBytes > 0 else { return true }
        let written: Result<Void, any Error> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                channel.writeAndFlush(bytes).whenComplete { continuation.resume(returning: $0) }
            }
        } onCancel: {
            close()
        }
        if case .success = written { return true }
        return false
    }

    /// Says to the other end that no more will come; bytes from there still can be read.
    package func finishWriting() async {
        await withCheckedContinuation { continuation in
            channel.close(mode: .output).whenComplete { _ in continuation.resume() }
        }
    }

    package func close() { channel.close(promise: nil) }

    /// Closes the connection when the duration is over, unless the returned deadline is cancelled before.
    package func close(in duration: Duration) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: TimeAmount(duration)) { [self] in close() }
    }

    /// Whether it can be written to, and nothing unasked for has come.
    package var isIdle: Bool {
        state.withLock { !$0.hasEnded && !$0.isClosed && $0.received.readableBytes == 0 } && channel.isActive
    }

    /// Whether the other end has gone away, or the connection was closed.
    package var isOver: Bool { state.withLock { $0.hasEnded || $0.isClosed } }

    /// Has `other` closed when this connection's other end goes away; nil ends that.
    package func closesWithIt(_ other: Connection?) {
        let isOver = state.withLock { state in
            state.dependent = other?.channel
            return state.hasEnded
        }
        if isOver { other?.close() }
    }

    fileprivate func activate() {
        let isWaitedFor = state.withLock { state in
            state.isActive = true
            return state.reader != nil
        }
        if isWaitedFor { channel.read() }
    }

    fileprivate func receive(_ bytes: inout ByteBuffer) {
        resumeReader { state in
            if state.received.readableBytes == 0 { state.received = bytes } else { state.received.writeBuffer(&bytes) }
        }
    }

    fileprivate func end(isClosed: Bool) {
        // At once, so that who sees the other connection closed knows already that it was this one's end.
        let (dependent, reader) = state.withLock { state in
            state.hasEnded = true
            if isClosed { state.isClosed = true }
            defer { (state.dependent, state.reader) = (nil, nil) }
            return (state.dependent, state.reader)
        }
        dependent?.close(promise: nil)
        reader?.resume()
    }

    fileprivate var isWaitedFor: Bool { state.withLock { $0.reader != nil } }

    private func resumeReader(_ change: (inout State) -> Void) {
        let reader = state.withLock { state in
            change(&state)
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }
}

/// Hands what comes on a channel to its connection.
private final class Inbound: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    let connection: Connection
    private let begin: @Sendable (Connection) -> Void

    init(connection: Connection, begin: @escaping @Sendable (Connection) -> Void) {
        self.connection = connection
        self.begin = begin
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { connection.activate() }
    }

    func channelActive(context: ChannelHandlerContext) {
        connection.activate()
        begin(connection)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        connection.receive(&bytes)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Under TLS, what was read may be less than a record.
        if connection.isWaitedFor { context.read() }
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { connection.end(isClosed: false) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        connection.end(isClosed: true)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        connection.end(isClosed: true)
        context.fireChannelInactive()
    }
}

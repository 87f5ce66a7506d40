import NIOCore
import TLS

/// Puts TLS between a connection and its socket.
final class TLSHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let session: TLSSession
    /// Kept until the handshake has ended, in either way.
    private var established: EventLoopPromise<Void>?

    init(_ session: TLSSession, established: EventLoopPromise<Void>) {
        self.session = session
        self.established = established
    }

    func handlerAdded(context: ChannelHandlerContext) { goOn(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        session.receive(Array(unwrapInboundIn(data).readableBytesView))
        goOn(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if !session.isEstablished { context.read() }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        do throws(TLSError) {
            try session.write(Array(unwrapOutboundIn(data).readableBytesView))
        } catch {
            promise?.fail(error)
            return
        }
        context.write(wrapOutboundOut(ByteBuffer(bytes: session.takeOutput())), promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if session.isEstablished, mode != .input {
            session.finish()
            sendOutput(context)
        }
        context.close(mode: mode, promise: promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { fail(NetworkError.closed) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(NetworkError.closed)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { fail(NetworkError.closed) }

    /// Takes the handshake on, or passes on what was sent.
    private func goOn(_ context: ChannelHandlerContext) {
        do throws(TLSError) {
            try session.handshake()
            sendOutput(context)
            guard session.isEstablished else { return context.read() }
            established?.succeed()
            established = nil
            let plain = try session.read()
            // A server may ask for an answer of its own in between, such as new keys.
            sendOutput(context)
            if !plain.isEmpty { context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: plain))) }
            if session.isFinished { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
        } catch {
            // The server learns by an alert what was wrong.
            sendOutput(context)
            fail(error)
            context.fireErrorCaught(error)
            context.close(promise: nil)
        }
    }

    private func sendOutput(_ context: ChannelHandlerContext) {
        let output = session.takeOutput()
        if !output.isEmpty { context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: output)), promise: nil) }
    }

    private func fail(_ error: any Error) {
        established?.fail(error)
        established = nil
    }
}

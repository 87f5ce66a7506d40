@testable import FastCGI

private struct Received: Equatable {
    var parameters: [Request.Parameter]
    var body: [UInt8]
}

private let limits: Limits = {
    require(Exchange.prepareLibrary(), "libfcgi can't be used")
    var limits = Limits()
    limits.maximumParameterBytes = 1_024
    limits.maximumBodyBytes = 1_024
    return limits
}()

/// The requests on a connection whose bytes come in pieces of `size`, as libfcgi reads them, and all replies.
private func receive(_ bytes: [UInt8], size: Int) -> (requests: [Received], replies: [UInt8]) {
    let feed = RecordFeed()
    var gate = RequestGate(limits: limits)
    var exchange: Exchange?
    var requests: [Received] = []
    var replies: [UInt8] = []
    var (pending, rest) = ([UInt8](), bytes[...])
    while true {
        let before = pending.count
        do throws(RequestGate.Violation) {
            pending.removeFirst(try gate.read(pending.span))
        } catch {
            return (requests, replies + gate.takeReplies() + error.reply)
        }
        replies += gate.takeReplies()
        if gate.hasTooManyParameters || gate.hasTooLargeBody { return (requests, replies) }
        if exchange == nil, gate.phase == .body || gate.phase == .complete {
            exchange = Exchange(records: gate.takeRecords(), through: feed)
            require(exchange != nil, "libfcgi refuses what was let through")
        }
        if gate.phase == .complete, let whole = exchange {
            let body = whole.readBody(count: gate.bodyBytes, records: gate.takeRecords(), through: feed)
            require(body != nil, "libfcgi reads another body")
            requests.append(Received(parameters: gate.parameters, body: body ?? []))
            exchange = nil
            gate = RequestGate(limits: limits)
            continue
        }
        guard pending.count == before || pending.isEmpty else { continue }
        if rest.isEmpty { return (requests, replies) }
        pending += rest.prefix(size)
        rest = rest.dropFirst(size)
    }
}

@Sendable func fuzzRequestGate(_ bytes: [UInt8]) {
    let whole = receive(bytes, size: max(bytes.count, 1))
    let pieces = receive(bytes, size: 1 + bytes.count / 7)
    // Whoever asks for more replies without a pause is shown out.
    guard whole.replies.count < 4_096 else { return }
    require(whole.requests == pieces.requests, "in pieces, the requests are others")
    require(whole.replies == pieces.replies, "in pieces, the replies are others")
}

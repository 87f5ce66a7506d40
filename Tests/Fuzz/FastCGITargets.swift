@testable import FastCGI

/// What is decoded from the bytes of one connection.
private struct Received {
    struct Message: Equatable {
        var parameters: [Request.Parameter]
        var body: [UInt8]
    }

    var messages: [Message] = []
    var replies: [UInt8] = []
    /// Whether a request was refused. The rest of the bytes isn't decoded then.
    var isRefused = false
}

private let limits: Limits = {
    var limits = Limits()
    limits.maximumParameterBytes = 1_024
    limits.maximumParameters = 32
    limits.maximumBodyBytes = 1_024
    return limits
}()

/// Decodes bytes that come in pieces of `size`.
private func receive(_ bytes: [UInt8], size: Int) -> Received {
    var decoder = RecordDecoder(limits: limits)
    var received = Received()
    var (pending, rest) = ([UInt8](), bytes[...])
    while true {
        let before = pending.count
        do throws(RecordDecoder.Violation) {
            pending.removeFirst(try decoder.decode(pending.span))
        } catch {
            received.replies += decoder.takeReplies() + error.reply
            return received
        }
        received.replies += decoder.takeReplies()
        received.isRefused = decoder.refusal != nil
        if decoder.phase == .complete || received.isRefused {
            let request = decoder.takeRequest()
            require(request.parameters.count <= limits.maximumParameters, "there are too many parameters")
            require(request.body.count <= limits.maximumBodyBytes, "the body is too large")
            guard !received.isRefused else { return received }
            received.messages.append(.init(parameters: request.parameters, body: request.body))
            decoder = RecordDecoder(limits: limits)
            continue
        }
        guard pending.count == before || pending.isEmpty else { continue }
        if rest.isEmpty { return received }
        pending += rest.prefix(size)
        rest = rest.dropFirst(size)
    }
}

@Sendable func fuzzRecordDecoder(_ bytes: [UInt8]) {
    let whole = receive(bytes, size: max(bytes.count, 1))
    let pieces = receive(bytes, size: 1 + bytes.count / 7)
    // A sender that asks for more replies without a pause is cut off.
    guard whole.replies.count < 4_096 else { return }
    require(whole.messages == pieces.messages, "in pieces, the requests are others")
    // A request may be refused before the records behind the piece are decoded that would be replied to.
    let areTheSame = whole.replies == pieces.replies
    require(
        areTheSame || (pieces.isRefused && whole.replies.starts(with: pieces.replies)),
        "in pieces, the replies are others")
}

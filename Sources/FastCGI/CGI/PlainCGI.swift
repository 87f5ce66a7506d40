import Concurrency
import Glibc
import Reactor

/// The one request of a process that was started as a CGI program (RFC 3875): its parameters are in the environment, its
/// body comes on standard input, and the response goes to standard output. libfcgi's `FCGX_` functions don't serve CGI.
struct PlainCGI {
    let limits: Limits

    /// Reads the request, for which it waits on standard input; the refusal says what is wrong with it, if anything is.
    func readRequest() -> (request: Request, refusal: Refusal?) {
        var request = Request(
            parameters: ProcessEnvironment.entries.map { Request.Parameter(name: $0.name, value: $0.value) })
        let length = ContentLength(request.values(of: "CONTENT_LENGTH"))
        if let refusal = length.objection(limit: limits.maximumBodyBytes) { return (request, refusal) }
        // Without a length the body may be chunked, and ends with standard input.
        let expected: Int? = if case .bytes(let count) = length { count } else { nil }
        request.body = readBody(expected: expected)
        if request.body.count > limits.maximumBodyBytes {
            return (request, .bodyTooLarge(limit: limits.maximumBodyBytes))
        }
        return (request, length.objection(toBodyOf: request.body.count))
    }

    /// Reads standard input to its end or up to the announced length, but not past the limit or the deadline.
    private func readBody(expected: Int?) -> [UInt8] {
        var body: [UInt8] = []
        readInput(most: expected ?? limits.maximumBodyBytes + 1) { body += $0 }
        return body
    }

    /// Reads and drops what is left of a refused body, because fcgiwrap drops the response when it can't write the whole body.
    func drainInput() {
        readInput(most: .max) { _ in }
    }

    private func readInput(most: Int, _ visit: ([UInt8]) -> Void) {
        let deadline = Instant.now + limits.readTimeout
        var total = 0
        while total < most {
            let left = deadline - .now
            guard left > .zero else { break }
            var query = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&query, 1, Int32(clamping: left.wholeMilliseconds)) > 0 else {
                if errno == EINTR { continue }
                break
            }
            // Most requests have no body, so no memory is filled before there is something to fill it with.
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: min(16 << 10, most - total)) { buffer, count in
                unsafe count = max(0, read(STDIN_FILENO, buffer.baseAddress, buffer.count))
            }
            guard !bytes.isEmpty else { break }
            visit(bytes)
            total += bytes.count
        }
    }

    /// Writes a response to standard output, and waits for the web server to read it.
    func write(_ response: Response, to request: Request) {
        let bytes =
            response.serializedHead(isHead: request.isHead) + response.serializedBody(isHead: request.isHead)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            written += count
        }
    }
}

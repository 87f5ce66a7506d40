import HTTP1
import NIOCore
import Testing

@testable import LocalProxy

struct ProxyAnswerTests {
    @Test func `an answer is a sentence that is neither kept nor shown to other pages`() {
        let text = String(buffer: ProxyAnswer.notForProxy.bytes(closing: true, method: "GET"))
        #expect(text.hasPrefix("HTTP/1.1 421 Misdirected Request\r\nContent-Type: text/plain; charset=utf-8\r\n"))
        #expect(text.contains("\r\nCache-Control: no-store\r\n") && text.contains("\r\nConnection: close\r\n"))
        #expect(text.contains("\r\nX-Content-Type-Options: nosniff\r\n") && !text.contains("Access-Control"))
        #expect(text.hasSuffix("\r\n\r\n\(ProxyAnswer.notForProxy.words)\n"))
    }

    @Test func `the answer to HEAD has no body`() {
        #expect(String(buffer: ProxyAnswer.url.bytes(closing: false, method: "HEAD")).hasSuffix("\r\n\r\n"))
    }

    @Test(arguments: [
        (NetworkError.closed, 502), (.unreachable, 502), (.timeout, 504), (.forbiddenAddress, 403), (.certificate, 502),
        (.socks, 502), (.socksReply(5), 502),
    ])
    func `a server that can't be reached is told by its status`(_ error: NetworkError, _ status: Int) {
        #expect(ProxyAnswer(error).status == status)
        #expect(ProxyAnswer(error).words.hasSuffix("."))
    }

    @Test(arguments: [
        (HTTPViolation.headTooLarge, 431), (.tooManyFields, 431), (.transferEncoding, 501), (.version, 505),
        (.twoLengths, 400), (.contentLength, 400), (.lineEnding, 400), (.foldedLine, 400), (.chunk, 400),
    ])
    func `a request that can't be read is told by its status`(_ violation: HTTPViolation, _ status: Int) {
        #expect(ProxyAnswer(request: violation).status == status)
        #expect(ProxyAnswer(response: violation).status == 502)
    }
}

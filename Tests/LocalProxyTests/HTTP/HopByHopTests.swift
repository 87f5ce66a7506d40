import HTTP1
import Testing

@testable import LocalProxy

struct HopByHopTests {
    @Test func `fields of the connection and those that it names are taken out`() {
        var fields: HeaderFields = [
            "Host": "a", "Connection": "X-One, close", "connection": "x-two", "X-One": "1", "X-Two": "2",
            "X-Three": "3",
            "Keep-Alive": "timeout=5", "Proxy-Connection": "keep-alive", "Proxy-Authorization": "Basic x",
            "TE": "trailers",
            "Transfer-Encoding": "chunked", "Upgrade": "h2c", "Proxy-Authenticate": "Basic",
        ]
        HopByHop.remove(from: &fields)
        #expect(fields == ["Host": "a", "X-Three": "3"])
    }

    @Test func `the connection can't take out what tells the server who asks for what`() {
        var fields: HeaderFields = [
            "Connection": "Host, Cookie, Authorization, Content-Length, Origin, Via", "Host": "a", "Cookie": "b",
            "Authorization": "c", "Content-Length": "3", "Origin": "d", "Via": "1.1 e",
        ]
        HopByHop.remove(from: &fields)
        #expect(fields.all.count == 6)
    }

    @Test func `trailers that would frame or authenticate are dropped`() {
        let trailers: HeaderFields = [
            "X-Sum": "1", "Content-Length": "5", "Transfer-Encoding": "chunked", "Host": "b", "Authorization": "c",
            "Set-Cookie": "a=b", "Sec-Fetch-Site": "none", "Trailer": "x",
        ]
        #expect(HopByHop.forwardable(trailers: trailers) == ["X-Sum": "1"])
    }
}

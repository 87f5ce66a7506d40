import Concurrency
import HTTPTypes
import Testing
import Transport

@testable import Curl

struct RequestTargetTests {
    private func target(
        _ scheme: String?, _ authority: String?, _ path: String?
    ) throws(TransportError) -> RequestTarget {
        try RequestTarget(
            TransportRequest(
                .get, scheme: scheme, authority: authority, path: path, fields: FieldLines(), deadline: .now))
    }

    @Test(arguments: [
        ("https", "sts.amazonaws.com", "/", "https://sts.amazonaws.com/"),
        ("http", "127.0.0.1:8080", "/a/../b//%2e?q=a+b&x='()[]", "http://127.0.0.1:8080/a/../b//%2e?q=a+b&x='()[]"),
        ("http", "[fd00:ec2::254]", "/latest", "http://[fd00:ec2::254]/latest"),
    ])
    func `the URL is made of the parts as they are`(
        scheme: String, authority: String, path: String, url: String
    ) throws {
        let target = try target(scheme, authority, path)
        #expect(target.url == url)
        #expect(target.authority == authority)
    }

    @Test func `a request without a path goes to the root`() throws {
        #expect(try target("https", "sts.amazonaws.com", nil).url == "https://sts.amazonaws.com/")
    }

    @Test(
        arguments: [
            ("ftp", "host", "/secret"), (nil, "host", "/secret"), ("http", nil, "/secret"),
            ("http", "", "/secret"), ("http", "user@host", "/secret"), ("http", "host/secret", "/"),
            ("http", "host?secret", "/"), ("http", "ho st", "/secret"), ("http", "h\u{e9}", "/secret"),
            ("http", "host", "secret"), ("http", "host", "/secret path"), ("http", "host", "/secret#fragment"),
            ("http", "host", "/secret\\x"), ("http", "host", "/secret\r\nX: y"), ("http", "host", "/secret\u{7f}x"),
            ("http", "host", "/secret\u{e9}"), ("http", "host", ""),
        ] as [(String?, String?, String)])
    func `a target that libcurl would read differently is refused without being repeated`(
        scheme: String?, authority: String?, path: String
    ) {
        do throws(TransportError) {
            _ = try target(scheme, authority, path)
            Issue.record("it was taken")
        } catch {
            guard case .notSent(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(!reason.contains("secret"))
        }
    }
}

import HTTPTypes
import Testing
import Transport

@testable import Curl

struct URLHandleTests {
    private let cache = URLCache()

    private func handle(_ authority: String, _ path: String = "/") throws -> URLHandle? {
        cache.handle(for: try RequestTarget(.make(.get, authority, path)))
    }

    @Test func `a URL is parsed once`() throws {
        let first = try #require(try handle("sts.example"))
        #expect(try handle("iam.example") !== first)
        #expect(try handle("sts.example", "/a") !== first)
        #expect(try handle("sts.example") === first)
    }

    @Test func `a URL with a query isn't kept`() throws {
        let first = try #require(try handle("sts.example", "/?a=b"))
        #expect(try handle("sts.example", "/?a=b") !== first)
    }

    @Test func `the first of many is forgotten`() throws {
        let (first, second) = (try handle("1.example"), try handle("2.example"))
        for number in 3...17 { _ = try handle("\(number).example") }
        #expect(try handle("2.example") === second)
        #expect(try handle("1.example") !== first)
    }

    @Test(arguments: ["host:99999", "host:port", "[::1", "[g::1]", ":80"])
    func `what libcurl can't parse has no handle`(authority: String) throws {
        #expect(try handle(authority) == nil)
    }
}

import HTTP1
import Testing

@testable import LocalProxy

struct RequestSourceTests {
    private static let sources: [(String, HeaderFields, RequestSource)] = [
        ("GET", [:], RequestSource.trusted),
        ("POST", [:], .trusted),
        ("GET", ["Sec-Fetch-Site": "none"], .trusted),
        ("GET", ["Sec-Fetch-Site": "same-origin"], .trusted),
        ("POST", ["Origin": "http://tools.example"], .trusted),
        ("POST", ["Origin": "https://tools.example"], .foreign),
        ("POST", ["Origin": "http://tools.example", "Sec-Fetch-Site": "same-origin"], .trusted),
        ("GET", ["Referer": "http://tools.example/page?x"], .trusted),
        ("GET", ["Sec-Fetch-Site": "same-site"], .foreign),
        ("GET", ["Sec-Fetch-Site": "same-site", "Referer": "http://tools.example/"], .foreign),
        (
            "GET", ["Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"],
            .foreign
        ),
        (
            "GET", ["Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"],
            .link
        ),
        (
            "GET", ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"],
            .link
        ),
        ("GET", ["Referer": "http://wiki.example/", "Upgrade-Insecure-Requests": "1"], .link),
        (
            "GET", ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"],
            .foreign
        ),
        (
            "POST", ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"],
            .foreign
        ),
        (
            "GET", ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"],
            .foreign
        ),
        ("GET", ["Sec-Fetch-Site": "cross-site"], .foreign),
        ("GET", ["Sec-Fetch-Site": "anything"], .foreign),
        ("GET", ["Sec-Fetch-Site": "none", "Sec-Fetch-Site": "none"], .foreign),
        ("POST", ["Origin": "http://evil.example"], .foreign),
        ("POST", ["Origin": "null"], .foreign),
        ("POST", ["Origin": "http://tools.example:8080"], .foreign),
        ("POST", ["Origin": "http://tools.example.evil.example"], .foreign),
        ("POST", ["Origin": "http://tools.example", "Origin": "http://evil.example"], .foreign),
        ("POST", ["Origin": ""], .foreign),
        ("GET", ["Origin": "http://evil.example", "Sec-Fetch-Site": "none"], .foreign),
        ("GET", ["Referer": "http://evil.example/tools.example"], .foreign),
        ("POST", ["Referer": "http://evil.example/", "Upgrade-Insecure-Requests": "1"], .foreign),
        ("GET", ["Referer": "about:blank"], .foreign),
        // A page that hides itself, over http: what it has the browser load, and what it has it show.
        ("GET", ["Accept-Language": "en"], .foreign),
        ("GET", ["User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"], .foreign),
        ("POST", ["Accept-Language": "en", "Upgrade-Insecure-Requests": "1"], .foreign),
        ("GET", ["Accept-Language": "en", "Upgrade-Insecure-Requests": "1"], .unsaid),
        ("GET", ["User-Agent": "curl/7.88.1", "Accept": "*/*"], .trusted),
        ("POST", ["Origin": "http://tools.example", "Accept-Language": "en"], .trusted),
        ("GET", ["Referer": "http://tools.example/page", "Accept-Language": "en"], .trusted),
        ("GET", ["Sec-Fetch-Site": "same-origin", "Accept-Language": "en"], .trusted),
        ("GET", ["Sec-Fetch-Site": "none", "Accept-Language": "en", "Upgrade-Insecure-Requests": "1"], .trusted),
    ]

    @Test(arguments: sources)
    func `a page of another site can't pass for a program`(
        _ method: String, _ fields: HeaderFields, _ source: RequestSource
    ) throws {
        let head = RequestHead(method: method, target: "http://tools.example/", fields: fields)
        #expect(RequestSource(head, to: try Origin("http://tools.example").orFail()) == source)
    }
}

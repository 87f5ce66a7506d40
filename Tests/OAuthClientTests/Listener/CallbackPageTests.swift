import Cryptography
import Formats
import Loopback
import Testing

@testable import OAuthClient

struct CallbackPageTests {
    private static let all: [CallbackPage] = [.done, .failed, .stranger, .used, .unknown, .forwarding]

    @Test(arguments: all)
    func `a page runs and shows nothing but what its policy has the digest of`(_ page: CallbackPage) throws {
        let response = page.response
        let html = String(decoding: response.body, as: UTF8.self)
        let policy = try #require(response.fields["Content-Security-Policy"])
        for (tag, directive) in [("style", "style-src"), ("script", "script-src")] {
            let parts = html.split(separator: "<\(tag)>")
            #expect(parts.count == (tag == "script" && page != .forwarding ? 1 : 2))
            guard parts.count == 2, let text = parts[1].split(separator: "</\(tag)>").first else { continue }
            #expect(policy.contains("\(directive) 'sha256-\(Base64.encode(SHA256.digest(String(text))))'"))
        }
        #expect(policy.hasPrefix("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
    }
}

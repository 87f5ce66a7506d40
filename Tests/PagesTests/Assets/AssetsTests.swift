import FastCGI
import HTTPTypes
import Testing
import Web
import WebTestSupport

@testable import Pages

@Suite struct AssetsTests {
    private let dispatcher = Dispatcher(
        routes: [Assets.route], timeout: .seconds(5), log: Lines().handler)

    @Test(arguments: [
        (Assets.styles.path, "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        (Assets.script.path, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        (Assets.icon.path, "image/svg+xml", "public, max-age=31536000, immutable"),
        ("/assets/latchkey-0123456789ab.css", "text/css; charset=utf-8", "public, max-age=60"),
    ])
    func serves(path: String, type: String, caching: String) async {
        let response = await dispatcher.respond(
            to: .make("GET", path, user: nil, [("HTTP_ACCEPT", "text/css,*/*;q=0.1")]))
        #expect(response.head.status == .ok)
        #expect(response.head.headerFields[.contentType] == type)
        #expect(response.fields[.cacheControl] == caching)
        #expect(!response.body.isEmpty)
    }

    @Test(arguments: ["/assets/", "/assets/x.css", "/assets/latchkey-1.png", "/assets/latchkey", "/assets/a/b"])
    func `nothing else`(path: String) async {
        #expect(await dispatcher.respond(to: .make("GET", path, user: nil)).head.status == .notFound)
    }
}

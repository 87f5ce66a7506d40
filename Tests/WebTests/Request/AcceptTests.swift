import Testing

@testable import Web

@Suite struct AcceptTests {
    private static let chrome =
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

    @Test(
        arguments: [
            (nil, MediaType.json), ("", .json), ("*/*", .json), (chrome, .html), ("text/html", .html),
            ("text/html;level=1", .html), ("TEXT/HTML", .html), ("application/json", .json),
            ("application/json;q=0.5", .json), ("application/json;q=0.5, text/html", .html),
            ("text/html;q=0.5, application/json", .json), ("application/*", .json), ("text/*", .html),
            ("text/*;q=0.9, */*;q=0.1", .html), ("text/html;q=0, */*", .json), ("application/json;q=0, */*", .html),
            ("application/json, text/html", .json), ("text/html, application/json", .json),
            ("image/png, */*;q=0.1", .json),
            ("text/html;q=1.000", .html), (" text/html ; q=0.001 ", .html), ("garbage", .json),
        ] as [(String?, MediaType)])
    func chooses(header: String?, media: MediaType) {
        #expect(Accept(header).best(of: [.json, .html]) == media)
    }

    @Test(arguments: [
        "image/png", "text/html;q=0", "text/html;q=0.0, application/json;q=0.000", "*/*;q=0", "text/plain, image/*",
    ])
    func `nothing acceptable`(header: String) {
        #expect(Accept(header).best(of: [.json, .html]) == nil)
    }

    @Test(arguments: ["text/html;q=2", "text/html;q=1.001", "text/html;q=0.1234", "text/html;q=x", "text/html;q=-1"])
    func `a malformed weight drops its range`(header: String) {
        #expect(Accept(header + ", application/json;q=0.1").best(of: [.json, .html]) == .json)
    }

    @Test(
        arguments: [
            ("application/json", true), ("application/json;q=0", false), ("*/*", false), ("application/*", false),
            (nil, false), ("text/html, application/json;q=0.1", true),
        ] as [(String?, Bool)])
    func `naming JSON itself`(header: String?, isNamed: Bool) {
        #expect(Accept(header).names(.json) == isNamed)
    }
}

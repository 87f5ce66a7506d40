import Testing

@testable import AccessRules

@Suite struct RequestedPathTests {
    @Test(arguments: [
        ("/", "/"), ("/reports/", "/reports/"), ("/reports/2026.csv", "/reports/2026.csv?x=%2f..#y"),
        ("/a b", "/a%20b"),
        ("/é", "/%C3%A9"), ("/a+b", "/a+b"), ("/~user/-_", "/~user/-_"), ("/a:b@c,d=e", "/a:b@c,d=e"),
        ("/..a/.well-known", "/..a/.well-known"),
    ])
    func `a path that everybody reads in the same way is plain`(normalized: String, written: String) {
        let requested = RequestedPath(written: written, location: normalized, entered: normalized)
        #expect(requested.isPlain && requested.paths == [normalized])
    }

    @Test func `where nginx leads a request on, each of its paths is one, and has to be plain`() {
        let led = RequestedPath(written: "/files/?x=1", location: "/files/index.html", entered: "/files/x")
        #expect(led.isPlain && Set(led.paths) == ["/files/", "/files/index.html", "/files/x"])
        #expect(!RequestedPath(written: "/x;y", location: "/admin").isPlain)
        #expect(!RequestedPath(written: "/x", location: "/admin;y").isPlain)
        #expect(!RequestedPath(written: "/x", location: "/x", entered: "/admin//y").isPlain)
        #expect(!RequestedPath(written: "/x", location: "").isPlain)
        // Two spellings of one character are two paths.
        #expect(RequestedPath(written: "/%C3%A9", location: "/e\u{301}").paths.count == 2)
    }

    @Test(arguments: [
        ("/admin", "//admin"), ("/admin", "/x/../admin"), ("/admin", "/x/%2e%2e/admin"), ("/admin", "/./admin"),
        ("/a/b", "/a%2fb"), ("/a/b", "/a%2Fb"), ("/admin", "/x/..%2fadmin"), ("/a\\b", "/a%5cb"), ("/a\\b", "/a\\b"),
        ("/%2e%2e/x", "/%252e%252e/x"), ("/a;x=1/b", "/a;x=1/b"), ("/a;", "/a;"), ("/a%00", "/a%2500"),
        ("/a\u{0}", "/a%00"), ("/admin?/x", "/admin%3f/x"), ("/admin#/x", "/admin%23/x"),
        ("/a\n", "/a%0a"), ("/admin.", "/admin."), ("/admin /x", "/admin%20/x"), ("/a/./b", "/a/./b"),
        ("/a//b", "/a//b"),
        ("/a\u{fffd}", "/a%ff"), ("", ""), ("admin", "admin"), ("/admin", "http://host/admin"), ("/admin", ""),
        ("/a\u{85}", "/a%C2%85"), ("/%41", "/%2541"), ("/A", "/%41%"),
        ("/" + String(repeating: "a", count: 4_096), "/" + String(repeating: "a", count: 4_096)),
    ])
    func `a path that somebody may read as another one isn't plain`(normalized: String, written: String) {
        #expect(!RequestedPath(written: written, location: normalized).isPlain)
    }
}

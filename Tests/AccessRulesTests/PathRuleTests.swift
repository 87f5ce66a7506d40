import Testing

@testable import AccessRules

@Suite struct PathRuleTests {
    @Test(arguments: [
        ("/status", "/status", PathRule.Match.exact), ("/status", "/status/", .none),
        ("/status", "/Status", .ignoringCase),
        ("/reports/*", "/reports", .exact), ("/reports/*", "/reports/", .exact), ("/reports/*", "/reports/a/b", .exact),
        ("/reports/*", "/reportsx", .none), ("/reports/*", "/REPORTS/a", .ignoringCase), ("/reports/*", "/", .none),
        ("/*", "/", .exact), ("/*", "/anything", .exact), ("/reports/", "/reports/", .exact),
        ("/reports/", "/reports", .none),
        ("/straße/*", "/STRASSE/x", .none), ("/é/*", "/É/x", .ignoringCase),
        // An accent joins the slash before it in Swift's texts, and is another path's byte to every program.
        ("/reports/*", "/reports/\u{322}x", .exact), ("/é", "/e\u{301}", .none),
    ])
    func `a path matches itself, and with a star all below it`(rule: String, path: String, match: PathRule.Match) throws
    {
        #expect(try #require(PathRule(rule)).match(path) == match)
    }

    @Test(arguments: [
        "", "*", "status", "/*/x", "/a*", "/a/**", "/a/*/*", "//a", "/a//*", "/a/../b", "/./a", "/a%20b", "/a;b",
        "/a\\b", "/a\n", "/a.",
    ])
    func `what can't be the path of a request is refused`(rule: String) {
        #expect(PathRule(rule) == nil)
    }
}

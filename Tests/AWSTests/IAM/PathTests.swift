import AWS
import Testing

struct PathTests {
    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test(arguments: [
        ("/", true), ("/a/", true), ("/user-role/", true), ("/a/b:c!/", true), ("", false), ("a", false), ("/a", false),
        ("a/", false), ("/a b/", false), ("/é/", false), ("/" + long(510) + "/", true), ("/" + long(511) + "/", false),
    ])
    func `a path begins and ends with a slash and has no white space`(text: String, isPath: Bool) {
        #expect((Path(text) != nil) == isPath)
    }
}

import AWS
import Testing

struct CanonicalRequestTests {
    /// That of `body`, as `sha256sum` says.
    private static let hash = "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5"

    private func lines(
        path: String = "/", query: String = "", fields: [SigningRequest.Pair] = [.init("host", "h")]
    ) -> [String] {
        let request = SigningRequest(method: "GET", path: path, query: query, fields: fields, body: Array("body".utf8))
        return String(decoding: CanonicalRequest(request).bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
    }

    @Test(arguments: [
        ("", "/"), ("/", "/"), ("/a/b", "/a/b"), ("/a/b/", "/a/b/"), ("//a///b", "/a/b"), ("/./a/../b", "/b"),
        ("/..", "/"), ("/a/../..//", "/"), ("/a%20b", "/a%2520b"), ("/%C3%A9", "/%25C3%25A9"), ("/a=b", "/a%3Db"),
        ("/~-._", "/~-._"),
    ])
    func `the path is normalised and encoded again`(path: String, expected: String) {
        #expect(lines(path: path)[1] == expected)
    }

    @Test(arguments: [
        ("", ""), ("b=2&a=1", "a=1&b=2"), ("a=2&a=1&a=", "a=&a=1&a=2"), ("a", "a="), ("A=1&a=1&%41=1", "%41=1&A=1&a=1"),
        ("a=b=c", "a=b=c"), ("a-b=1&a=2", "a=2&a-b=1"),
    ])
    func `the query is sorted by bytes`(query: String, expected: String) {
        #expect(lines(query: query)[2] == expected)
    }

    @Test func `fields are in lower case, sorted, joined and without superfluous white space`() {
        let found = lines(fields: [
            .init("X-B", "  two   words\t here "), .init("Host", "h"), .init("x-a", "1"), .init("X-A", "2"),
            .init("X-Empty", ""),
        ])
        #expect(
            found[3...] == [
                "host:h", "x-a:1,2", "x-b:two words here", "x-empty:", "", "host;x-a;x-b;x-empty", Self.hash,
            ])
    }
}

import AWS
import Testing

struct EndpointURLTests {
    @Test(arguments: [
        ("https://iam.amazonaws.com", "iam.amazonaws.com", "iam.amazonaws.com", "/"),
        ("https://IAM.Amazonaws.com/", "iam.amazonaws.com", "iam.amazonaws.com", "/"),
        ("http://127.0.0.1:4599", "127.0.0.1:4599", "127.0.0.1", "/"),
        ("http://[::1]:80/a/b", "[::1]:80", "::1", "/a/b/"),
        ("http://[fd00:ec2::23]", "[fd00:ec2::23]", "fd00:ec2::23", "/"),
        ("http://localhost/federation", "localhost", "localhost", "/federation/"),
    ])
    func `the parts of an endpoint are read`(text: String, authority: String, host: String, path: String) throws {
        let url = try EndpointURL.known(text)
        #expect(url.authority == authority)
        #expect(url.host == host)
        #expect(url.path() == path)
    }

    @Test(arguments: [
        "", "https://", "iam.amazonaws.com", "HTTPS//x", "https:/x", "ftp://x", "https://a@b", "https://a:b@c",
        "https://x?y", "https://x/?y", "https://x#y", "https://x:", "https://x:0", "https://x:99999", "https://x:+1",
        "https://[::1", "https://::1", "https://[]", "https://[1]", "https://[::g]", "https://:443",
        "https://x:4\u{301}", "https:/\u{301}/x", "https://x y", "https://x/a b", "https://x/%2e", "https://x\r\n",
        "https://é",
    ])
    func `a text that isn't an endpoint is refused`(text: String) {
        #expect(EndpointURL(text) == nil)
    }
}

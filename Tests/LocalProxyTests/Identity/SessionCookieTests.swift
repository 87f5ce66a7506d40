import Secrets
import Testing

@testable import LocalProxy

struct SessionCookieTests {
    @Test func `a session is taken from the cookie of its name only`() {
        let fields: HeaderFields = [
            "Set-Cookie": "other=1", "Set-Cookie": "__Host-latchkey-iam=abc.def; Max-Age=600; Path=/; Secure; HttpOnly",
        ]
        #expect(SessionCookie.session(in: fields) == .some(.init(value: Secret("abc.def"), lifetime: .seconds(600))))
        #expect(SessionCookie.session(in: ["Set-Cookie": "__Host-latchkey-iam2=abc"]) == .none)
        #expect(SessionCookie.session(in: ["Cookie": "__Host-latchkey-iam=abc"]) == .none)
    }

    @Test(arguments: ["__Host-latchkey-iam=; Max-Age=0", "__Host-latchkey-iam=x; max-age=0", "__Host-latchkey-iam="])
    func `a cookie that is taken away ends the session`(_ line: String) {
        #expect(SessionCookie.session(in: ["Set-Cookie": line]) == .some(nil))
    }

    @Test(arguments: ["a b", "a\"b", "a,b", "a\\b", "\u{e9}", String(repeating: "x", count: 4_097)])
    func `a value that no cookie may have is no session`(_ value: String) {
        #expect(SessionCookie.session(in: ["Set-Cookie": "__Host-latchkey-iam=\(value)"]) == .none)
    }

    @Test func `the proxy's session takes the place of the client's, beside its other cookies`() {
        var fields: HeaderFields = ["Cookie": "a=1; __Host-latchkey-iam=forged", "X": "y", "Cookie": "b=2"]
        SessionCookie.put(Secret("mine"), into: &fields)
        #expect(fields == ["X": "y", "Cookie": "a=1; b=2; __Host-latchkey-iam=mine"])
    }

    @Test func `the client isn't told the session`() {
        var fields: HeaderFields = ["Set-Cookie": "__Host-latchkey-iam=abc; Path=/", "Set-Cookie": "a=1"]
        SessionCookie.hide(in: &fields)
        #expect(fields == ["Set-Cookie": "a=1"])
    }
}

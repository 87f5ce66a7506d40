import HTTP1
import Secrets
import Testing

@testable import LocalProxy

struct SessionCookieTests {
    private static let names: Set<String> = ["__Host-latchkey-iam", "latchkey-iam-plain"]

    @Test func `a session is taken from the cookie of its name only`() {
        let fields: HeaderFields = [
            "Set-Cookie": "other=1", "Set-Cookie": "__Host-latchkey-iam=abc.def; Max-Age=600; Path=/; Secure; HttpOnly",
        ]
        #expect(
            SessionCookie.session(in: fields, named: Self.names)
                == .some(.init(value: Secret("__Host-latchkey-iam=abc.def"), lifetime: .seconds(600))))
        #expect(
            SessionCookie.session(in: ["Set-Cookie": "latchkey-iam-plain=abc; Path=/"], named: Self.names)
                == .some(.init(value: Secret("latchkey-iam-plain=abc"), lifetime: nil)), "of a server without TLS")
        #expect(SessionCookie.session(in: ["Set-Cookie": "__Host-latchkey-iam2=abc"], named: Self.names) == .none)
        #expect(SessionCookie.session(in: ["Cookie": "__Host-latchkey-iam=abc"], named: Self.names) == .none)
    }

    @Test(arguments: ["__Host-latchkey-iam=; Max-Age=0", "__Host-latchkey-iam=x; max-age=0", "__Host-latchkey-iam="])
    func `a cookie that is taken away ends the session`(_ line: String) {
        #expect(SessionCookie.session(in: ["Set-Cookie": line], named: Self.names) == .some(nil))
    }

    @Test(arguments: ["a b", "a\"b", "a,b", "a\\b", "\u{e9}", String(repeating: "x", count: 4_097)])
    func `a value that no cookie may have is no session`(_ value: String) {
        #expect(SessionCookie.session(in: ["Set-Cookie": "__Host-latchkey-iam=\(value)"], named: Self.names) == .none)
    }

    @Test func `the proxy's session takes the place of the client's, beside its other cookies`() {
        var fields: HeaderFields = ["Cookie": "a=1; __Host-latchkey-iam=forged", "X": "y", "Cookie": "b=2"]
        SessionCookie.put(Secret("__Host-latchkey-iam=mine"), into: &fields)
        #expect(fields == ["X": "y", "Cookie": "a=1; b=2; __Host-latchkey-iam=mine"])
    }

    @Test func `the client isn't told the session`() {
        var fields: HeaderFields = ["Set-Cookie": "__Host-latchkey-iam=abc; Path=/", "Set-Cookie": "a=1"]
        SessionCookie.hide(Secret("__Host-latchkey-iam=x"), in: &fields)
        #expect(fields == ["Set-Cookie": "a=1"])
    }

    @Test func `of a server of another make, the cookies for all of its pages are the session`() throws {
        let fields: HeaderFields = [
            "Set-Cookie": "session=eyJ1.x-y; HttpOnly; Path=/", "Set-Cookie": "csrf=1; Max-Age=60",
            "Set-Cookie": "theme=dark; Path=/auth", "Set-Cookie": "gone=; Max-Age=0", "Set-Cookie": "no cookie",
        ]
        let server = try Origin("https://a.example").orFail()
        #expect(
            SessionCookie.anySession(in: fields, from: server)
                == .some(.init(value: Secret("session=eyJ1.x-y; csrf=1"), lifetime: .seconds(60))))
        #expect(SessionCookie.anySession(in: ["Set-Cookie": "a=b; Path=/x"], from: server) == .none)
    }

    @Test func `a cookie for TLS alone isn't kept without`() throws {
        let fields: HeaderFields = ["Set-Cookie": "a=1; Secure", "Set-Cookie": "b=2"]
        let (plain, local) = (try Origin("http://a.example").orFail(), try Origin("http://127.0.0.1:1").orFail())
        #expect(SessionCookie.anySession(in: fields, from: plain) == .some(.init(value: Secret("b=2"))))
        #expect(SessionCookie.anySession(in: fields, from: local) == .some(.init(value: Secret("a=1; b=2"))))
    }

    @Test func `a session changes by its own cookies`() {
        let session = Secret("a=1; b=2")
        #expect(SessionCookie.session(in: ["Set-Cookie": "c=3"], updating: session) == .none)
        #expect(
            SessionCookie.session(in: ["Set-Cookie": "a=9; Path=/", "Set-Cookie": "c=3"], updating: session)
                == .some(.init(value: Secret("b=2; a=9"))))
        #expect(
            SessionCookie.session(in: ["Set-Cookie": "a=; Max-Age=0", "Set-Cookie": "b="], updating: session)
                == .some(nil))
    }

    @Test func `more cookies than a session has are none`() throws {
        var fields = HeaderFields()
        for number in 0..<17 { fields.append("Set-Cookie", "c\(number)=x") }
        #expect(SessionCookie.anySession(in: fields, from: try Origin("https://a.example").orFail()) == .none)
    }

    @Test func `names are compared by their bytes`() {
        var fields: HeaderFields = ["Cookie": "a=\u{301}1; a\u{301}=2; A=3"]
        SessionCookie.put(Secret("a=1"), into: &fields)
        #expect(fields == ["Cookie": "a\u{301}=2; A=3; a=1"])
    }
}

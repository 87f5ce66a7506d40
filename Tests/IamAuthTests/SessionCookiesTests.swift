import AWS
import Concurrency
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Problems
import Secrets
import Testing
import Tokens
import Transport
import WebTestSupport

@testable import FakeAWS
@testable import iam_auth

@Suite struct SessionCookiesTests {
    private let clock = ManualClock()

    private func cookies(_ secret: Character = "k", former: [Character] = [], purpose: String = SessionCookies.purpose)
        -> SessionCookies
    {
        let secrets = ([secret] + former).map { Secret(String(repeating: $0, count: 32)) }
        return SessionCookies(
            keys: SealingKeys(secret: secrets[0], former: Array(secrets.dropFirst()), purpose: purpose), duration: 600,
            timekeeper: clock.standing)
    }

    private func proven(tags: [String: String]? = nil) throws -> ProvenIdentity {
        let arn = try #require(ARN("arn:aws:iam::123456789012:user/staff/alice"))
        return ProvenIdentity(
            try #require(IAMIdentity(arn: arn, userID: "AIDAEXAMPLE")),
            organization: tags.map {
                OrganizationFacts(id: "o-a1b2c3d4e5", paths: ["o-a1b2c3d4e5/r-ab12/"], principalTags: $0)
            })
    }

    private func server(_ name: String = "tools.example.com") throws -> ServerName { try #require(ServerName(name)) }

    /// What a browser sends back for the field.
    private func cookie(_ field: String?) throws -> String { String(try #require(field).prefix { $0 != ";" }) }

    private func fault(
        _ header: String, _ cookies: SessionCookies, on name: String = "tools.example.com", _ kind: CookieKind = .secure
    ) throws -> SessionFault? {
        let server = try server(name)
        do throws(SessionFault) {
            _ = try cookies.session(in: header, on: server, kind)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a session comes back as it was sealed`() throws {
        for tags in [nil, [:], ["team": "data", "é": "\"x\\"]] as [[String: String]?] {
            let session = cookies().begin(try proven(tags: tags), since: 1_700_000_000)
            let header = try cookie(cookies().field(for: session, on: try server(), .secure))
            #expect(try cookies().session(in: "a=b; \(header); c=d", on: try server(), .secure) == session)
        }
    }

    @Test func `without the cookie there is no session`() throws {
        for header in [nil, "", "a=b", "x__Host-latchkey-iam=y", "__host-latchkey-iam=y", "a=__Host-latchkey-iam=y"] {
            #expect(try cookies().session(in: header, on: try server(), .secure) == nil)
        }
    }

    @Test func `a cookie of another server, key or purpose isn't taken`() throws {
        let header = try cookie(
            cookies().field(for: cookies().begin(try proven(), since: 1_700_000_000), on: try server(), .secure))
        #expect(try fault(header, cookies(), on: "wiki.example.com") == .forged)
        #expect(try fault(header, cookies(), on: "tools.example.com:8443") == .forged)
        #expect(try fault(header, cookies("x")) == .forged)
        #expect(try fault(header, cookies(purpose: "iam-auth link")) == .forged)
        #expect(try fault(header, cookies()) == nil)
    }

    @Test func `a cookie of a former secret is taken while that is listed`() throws {
        let header = try cookie(
            cookies("a").field(for: cookies("a").begin(try proven(), since: 1_700_000_000), on: try server(), .secure))
        #expect(try fault(header, cookies("b", former: ["a"])) == nil)
        #expect(try fault(header, cookies("b")) == .forged)
    }

    @Test func `no byte of a cookie can be changed, and none left out`() throws {
        let header = try cookie(
            cookies().field(for: cookies().begin(try proven(), since: 1_700_000_000), on: try server(), .secure))
        let value = Array(header.utf8.dropFirst(CookieKind.secure.name.utf8.count + 1))
        for index in value.indices {
            var changed = value
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(
                try fault("\(CookieKind.secure.name)=\(String(decoding: changed, as: UTF8.self))", cookies()) == .forged
            )
            let cut = String(decoding: value[..<index], as: UTF8.self)
            #expect(try fault("\(CookieKind.secure.name)=\(cut)", cookies()) == .forged)
        }
    }

    @Test func `two cookies of the name are none`() throws {
        let header = try cookie(
            cookies().field(for: cookies().begin(try proven(), since: 1_700_000_000), on: try server(), .secure))
        #expect(try fault("\(header); \(header)", cookies()) == .repeated)
        #expect(try fault("\(CookieKind.secure.name)=x; \(header)", cookies()) == .repeated)
    }

    @Test func `browsers keep the cookie of a server without TLS, which counts for nothing over TLS`() throws {
        let field = try #require(
            cookies().field(for: cookies().begin(try proven(), since: 1_700_000_000), on: try server(), .plain))
        #expect(field.hasPrefix("latchkey-iam-plain=") && !field.contains("Secure"))
        #expect(field.hasSuffix("; Max-Age=600; Path=/; HttpOnly; SameSite=Lax"))
        #expect(SessionCookies.removal(of: .plain) == "latchkey-iam-plain=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax")
        let value = try cookie(field).dropFirst("latchkey-iam-plain=".count)
        #expect(try fault(cookie(field), cookies(), .plain) == nil)
        #expect(try cookies().session(in: cookie(field), on: try server(), .secure) == nil)
        #expect(try fault("__Host-latchkey-iam=\(value)", cookies()) == .forged)
        let secure = try cookie(
            cookies().field(for: cookies().begin(try proven(), since: 1_700_000_000), on: try server(), .secure))
        #expect(try fault("latchkey-iam-plain=\(secure.dropFirst(20))", cookies(), .plain) == .forged)
    }

    @Test func `a session ends to the second`() throws {
        let header = try cookie(
            cookies().field(for: cookies().begin(try proven(), since: 1_700_000_000), on: try server(), .secure))
        clock.advance(599)
        #expect(try fault(header, cookies()) == nil)
        clock.advance(1)
        #expect(try fault(header, cookies()) == .expired)
    }

    @Test func `more tags than a cookie holds are no session`() throws {
        let tags = Dictionary(uniqueKeysWithValues: (0..<50).map { ("key-\($0)", String(repeating: "v", count: 200)) })
        #expect(
            cookies().field(
                for: cookies().begin(try proven(tags: tags), since: 1_700_000_000), on: try server(), .secure) == nil)
    }

    @Test func `a cookie that was opened before is held to its server and its end`() throws {
        let cookies = cookies()
        let header = try cookie(
            cookies.field(for: cookies.begin(try proven(), since: 1_700_000_000), on: try server(), .secure))
        #expect(try fault(header, cookies) == nil)
        #expect(try fault(header, cookies) == nil)
        #expect(try fault(header, cookies, on: "wiki.example.com") == .forged)
        #expect(try fault("\(header)A", cookies) == .forged)
        clock.advance(600)
        #expect(try fault(header, cookies) == .expired)
    }

    @Test func `cookies are told apart by their bytes`() throws {
        let name = CookieKind.secure.name
        #expect(try fault("\(name)=\u{301}a", cookies()) == .forged)
        #expect(try fault("a=b;\u{301} \(name)=c", cookies()) == nil)
        #expect(try fault("\(name)\u{301}=a", cookies()) == nil)
        #expect(try fault(" ;;\t\(name)=", cookies()) == .forged)
    }
}

import Concurrency
import Formats
import HTTPTypes
import Synchronization
import Testing
import TokensTestSupport
import Transport

@testable import FakeAWS
@testable import Tokens

@Suite(.timeLimit(.minutes(1))) struct KeySetReaderTests {
    /// Answers by URL, behind a transport.
    private final class Site: Transport {
        private let pages: [String: (status: Int, body: String)]
        private let seen = Mutex<[TransportRequest]>([])

        var requests: [TransportRequest] { seen.withLock { $0 } }

        init(_ pages: [String: (status: Int, body: String)]) { self.pages = pages }

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            seen.withLock { $0.append(request) }
            let head = request.head
            let url = "\(head.scheme ?? "")://\(head.authority ?? "")\(head.path ?? "")"
            guard let page = pages[url] else { throw .notSent("nobody is there") }
            guard page.body.utf8.count <= request.maximumResponseSize else {
                throw .responseTooLarge(limit: request.maximumResponseSize)
            }
            return TransportResponse(head: HTTPResponse(status: .init(code: page.status)), body: Array(page.body.utf8))
        }
    }

    private static let issuer = "https://auth.example.com/realms/a"
    private static let document = "\(issuer)/.well-known/openid-configuration"
    private static let keys = "https://keys.example.net/a/jwks"
    private static let keySet = (["keys": [TestSigningKey.es384.jsonWebKey(id: "a")]] as JSONValue).text
    private static let hosts = ["auth.example.com", "keys.example.net"]
    private let clock = ManualClock()

    private func read(
        _ site: Site, issuer: String = issuer, hosts: [String] = hosts
    ) async throws -> Result<Set<String>, KeySetError> {
        let allowed = try hosts.map { try #require(KeyHost($0)) }
        let source = KeySource.discovery(try #require(DiscoveryAddress(issuer: issuer)))
        return await KeySetReader(
            source: source, hosts: KeyHosts(public: allowed), transport: site, timekeeper: clock.standing
        ).read().map(\.keyIDs)
    }

    private static func discovery(_ members: (String, JSONValue)...) -> String {
        JSONValue.object(members.map { JSONValue.Member($0.0, $0.1) }).text
    }

    private static func site(_ document: String, status: Int = 200, keys: (Int, String) = (200, keySet)) -> Site {
        Site([Self.document: (status, document), Self.keys: keys])
    }

    private static let good = discovery(("issuer", .string(issuer)), ("jwks_uri", .string(keys)))

    @Test func `keys are read from where the issuer says, both from public addresses and by one deadline`() async throws
    {
        let site = Self.site(Self.good)
        #expect(try await read(site) == .success(["a"]))
        #expect(site.requests.map(\.addresses) == [.publicOnly, .publicOnly])
        #expect(site.requests.map(\.deadline) == [clock.instant + .seconds(5), clock.instant + .seconds(5)])
        #expect(site.requests.map(\.maximumResponseSize) == [64 << 10, 256 << 10])
    }

    @Test func `an issuer with a slash at its end has its document below it, and is named with the slash`() async throws
    {
        let issuer = Self.issuer + "/"
        let document = Self.discovery(("issuer", .string(issuer)), ("jwks_uri", .string(Self.keys)))
        #expect(try await read(Self.site(document), issuer: issuer) == .success(["a"]))
        #expect(try await read(Self.site(Self.good), issuer: issuer) == .failure(.wrongIssuer))
    }

    @Test(arguments: [
        "https://auth.example.com/realms/b", "https://auth.example.com/realms/a/", "https://auth.example.com/realms/A",
        "https://auth.example.com/realms/a\u{0}", "https://evil.example", "",
    ])
    func `a document of another issuer is refused`(name: String) async throws {
        let document = Self.discovery(("issuer", .string(name)), ("jwks_uri", .string(Self.keys)))
        let site = Self.site(document)
        let result = try await read(site)
        #expect(result == .failure(.wrongIssuer) || result == .failure(.malformedDiscovery))
        #expect(site.requests.count == 1)
    }

    @Test(arguments: [
        "", "[]", "{}", "<html>Sign in</html>", #"{"issuer":"https://auth.example.com/realms/a"}"#,
        #"{"issuer":["https://auth.example.com/realms/a"],"jwks_uri":"https://keys.example.net/a/jwks"}"#,
        #"{"issuer":"https://auth.example.com/realms/a","jwks_uri":["https://keys.example.net/a/jwks"]}"#,
        #"{"issuer":"https://auth.example.com/realms/a","jwks_uri":"https://keys.example.net/a/jwks","x":1,"x":2}"#,
        #"{"issuer":"https://auth.example.com/realms/a","issuer":"y","jwks_uri":"https://keys.example.net/a/jwks"}"#,
        #"{"issuer":"https://auth.example.com/realms/a","jwks_uri":"http://keys.example.net/a/jwks"}"#,
        #"{"issuer":"https://auth.example.com/realms/a","jwks_uri":"file:///etc/passwd"}"#,
        #"{"issuer":"https://auth.example.com/realms/a","jwks_uri":"/a/jwks"}"#,
        #"{"issuer":"https://auth.example.com/realms/a","jwks_uri":"//keys.example.net/a/jwks"}"#,
        #"{"issuer":"https://auth.example.com/realms/a","jwks_uri":"https://u:p@keys.example.net/a/jwks"}"#,
        #"{"issuer":"https://auth.example.com/realms/a","jwks_uri":"https://keys.example.net/a/jwks?x"}"#,
        #"{"issuer":"https://auth.example.com/realms/a","jwks_uri":"https://keys.example.net/a/jwks#x"}"#,
        #"{"issuer":"https://auth.example.com/realms/a","x":[[[[[[[[[1]]]]]]]]]}"#,
    ])
    func `what isn't an issuer's document is refused`(document: String) async throws {
        let site = Self.site(document)
        #expect(try await read(site) == .failure(.malformedDiscovery))
        #expect(site.requests.count == 1)
    }

    @Test(arguments: [
        "https://169.254.169.254/latest", "https://localhost/keys", "https://keys.example.net:8443/a",
        "https://evil.example/a",
        "http://localhost/keys", "http://127.0.0.1:8080/keys",
    ])
    func `a document doesn't lead to a host that isn't allowed`(url: String) async throws {
        let site = Self.site(Self.discovery(("issuer", .string(Self.issuer)), ("jwks_uri", .string(url))))
        #expect(try await read(site) == .failure(.forbiddenHost))
        #expect(site.requests.count == 1)
    }

    @Test func `a document isn't read from a host that isn't allowed`() async throws {
        let site = Self.site(Self.good)
        #expect(try await read(site, hosts: ["keys.example.net"]) == .failure(.forbiddenHost))
        #expect(site.requests.isEmpty)
    }

    @Test func `failures of either server are told`() async throws {
        let large = String(repeating: " ", count: (64 << 10) + 1)
        #expect(try await read(Self.site(large)) == .failure(.transport(.responseTooLarge(limit: 64 << 10))))
        #expect(try await read(Self.site("", status: 302)) == .failure(.status(302)))
        #expect(try await read(Self.site(Self.good, keys: (500, ""))) == .failure(.status(500)))
        #expect(try await read(Self.site(Self.good, keys: (200, "<html>"))) == .failure(.malformed))
        #expect(try await read(Site([:])) == .failure(.transport(.notSent("nobody is there"))))
    }

    @Test(arguments: [
        "", "auth.example.com", "http://auth.example.com", "https://auth.example.com//", "https://a/?x", "/",
    ])
    func `what isn't an issuer's URL has no document`(issuer: String) {
        #expect(DiscoveryAddress(issuer: issuer) == nil)
    }

    @Test func `keys of a configured address may come from any host`() async throws {
        let site = Self.site(Self.good)
        let reader = KeySetReader(
            source: .address(try #require(KeySetAddress(Self.keys))), hosts: nil, transport: site,
            timekeeper: clock.standing)
        #expect(try await reader.read().get().keyIDs == ["a"])
        #expect(site.requests.map(\.addresses) == [.any])
    }
}

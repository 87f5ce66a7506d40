import AWS
import FastCGI
import HTTPTypes
import Problems
import Secrets
import Testing

@testable import SignOn

@Suite struct RemoteUserTests {
    private let signOn = RemoteUser(mapping: .asIs, secret: nil)

    private func request(_ parameters: [(String, String)]) -> Request {
        Request(parameters: parameters.map { .init(name: $0.0, value: $0.1) })
    }

    @Test(arguments: ["a", "Ann.Lee", "ann@example.com", "a_+=,.@-9", String(repeating: "x", count: 64)])
    func accepts(name: String) throws {
        #expect(try signOn.authenticate(request([("REMOTE_USER", name)])).userName.rawValue == name)
    }

    @Test(arguments: [
        [], [("REMOTE_USER", "")], [("REMOTE_USER", ""), ("REMOTE_USER", "ann")],
        [("REMOTE_USER", "ann"), ("REMOTE_USER", "ann")], [("REMOTE_USER", "ann"), ("REMOTE_USER", "")],
        [("REMOTE_USER", String(repeating: "x", count: 65))], [("REMOTE_USER", "ann lee")], [("REMOTE_USER", "ann\n")],
        [("REMOTE_USER", "ann\u{0}")], [("REMOTE_USER", "änn")], [("REMOTE_USER", "ann/../bob")],
        [("REMOTE_USER", "ann;")], [("REMOTE_USER", "١")], [("REMOTE_USER ", "ann")], [("remote_user", "ann")],
        [("HTTP_REMOTE_USER", "ann")], [("HTTP_X_REMOTE_USER", "ann")], [("HTTP_REMOTE-USER", "ann")],
        [("HTTP_X_FORWARDED_USER", "ann")], [("AUTH_USER", "ann")], [("REDIRECT_REMOTE_USER", "ann")],
    ])
    func `anything but one good REMOTE_USER is 401`(parameters: [(String, String)]) {
        let problem = #expect(throws: Problem.self) { try signOn.authenticate(request(parameters)) }
        #expect(problem?.status == .unauthorized)
        #expect(problem?.kind == "not-signed-in")
    }

    @Test func `headers of the client don't change who it is`() throws {
        let caller = try signOn.authenticate(
            request([("HTTP_REMOTE_USER", "root"), ("REMOTE_USER", "ann"), ("HTTP_X_REMOTE_USER", "root")]))
        #expect(caller.name == "ann")
    }

    @Test(arguments: [
        [], [("LATCHKEY_GATEWAY_SECRET", "")], [("LATCHKEY_GATEWAY_SECRET", "wrong")],
        [("LATCHKEY_GATEWAY_SECRET", "right"), ("LATCHKEY_GATEWAY_SECRET", "right")],
        [("HTTP_LATCHKEY_GATEWAY_SECRET", "right")],
    ])
    func `a gateway that doesn't show the secret is 403`(parameters: [(String, String)]) {
        let signOn = RemoteUser(mapping: .asIs, secret: Secret("right"))
        let problem = #expect(throws: Problem.self) {
            try signOn.authenticate(request([("REMOTE_USER", "ann")] + parameters))
        }
        #expect(problem?.status == .forbidden)
    }

    @Test func `the gateway's secret lets in`() throws {
        let signOn = RemoteUser(mapping: .asIs, secret: Secret("right"))
        let parameters = [("REMOTE_USER", "ann"), ("LATCHKEY_GATEWAY_SECRET", "right")]
        #expect(try signOn.authenticate(request(parameters)).name == "ann")
    }

    @Test func `an address may be longer than the IAM user's name that it holds`() throws {
        let signOn = RemoteUser(mapping: .email(domains: ["mail.department.example.com"]), secret: nil)
        let local = String(repeating: "a", count: 64)
        let address = local + "@mail.department.example.com"
        let caller = try signOn.authenticate(request([("REMOTE_USER", address)]))
        #expect(caller.userName.rawValue == local)
        #expect(caller.name == address)
        #expect(signOn.claimedName(in: request([("REMOTE_USER", address)])) == address)
    }

    @Test(arguments: [(254, 403, "identity-refused"), (255, 401, "not-signed-in")])
    func `an address has at most 254 characters, its local part 64`(length: Int, status: Int, kind: String) {
        let signOn = RemoteUser(mapping: .email(domains: ["example.com"]), secret: nil)
        let address = String(repeating: "a", count: length - 12) + "@example.com"
        let problem = #expect(throws: Problem.self) { try signOn.authenticate(request([("REMOTE_USER", address)])) }
        #expect(problem?.status.code == status)
        #expect(problem?.kind == kind)
    }

    @Test func `an address of another domain is 403, with words`() {
        let signOn = RemoteUser(mapping: .email(domains: ["example.com"]), secret: nil)
        let problem = #expect(throws: Problem.self) {
            try signOn.authenticate(request([("REMOTE_USER", "ann@evil.org")]))
        }
        #expect(problem?.status == .forbidden)
        #expect(problem?.detail.contains("a domain that isn't taken here") == true)
    }
}

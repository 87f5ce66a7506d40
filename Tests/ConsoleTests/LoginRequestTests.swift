import FastCGI
import FoundationEssentials
import HTTPTypes
import Pages
import Problems
import Secrets
import SignOn
import Synchronization
import Testing
import Web
import WebTestSupport

@testable import console

@Suite struct LoginRequestTests {
    /// What a request with this body asks for.
    private func read(_ body: String, _ type: String) async throws -> LoginRequest? {
        let found = Mutex<LoginRequest?>(nil)
        let dispatcher = Dispatcher(
            routes: [
                Route(open: .post, "/console", offers: [.json], members: LoginRequest.members, forgery: .none) {
                    context in
                    let request = try LoginRequest(context)
                    found.withLock { $0 = request }
                    return .noContent
                }
            ],
            timeout: .seconds(5), log: Lines().handler)
        _ = await dispatcher.respond(to: .make("POST", "/console", body: body, [("CONTENT_TYPE", type)]))
        return found.withLock { $0 }
    }

    @Test func `a form and JSON say the same`() async throws {
        let json = #"{"relay":"https://x/?a&b","recreate":true,"sign_out_first":true,"shortened_known":true}"#
        let form = "relay=https%3A%2F%2Fx%2F%3Fa%26b&recreate=1&sign_out_first=1&shortened_known=1"
        for (body, type) in [(json, "application/json"), (form, "application/x-www-form-urlencoded")] {
            let request = try #require(await read(body, type))
            #expect(request.relay == "https://x/?a&b")
            #expect(request.recreate && request.signOutFirst && request.shortenedKnown)
        }
    }

    @Test(arguments: [("{}", "application/json"), ("", "application/x-www-form-urlencoded")])
    func `what isn't said is off`(body: String, type: String) async throws {
        let request = try #require(await read(body, type))
        #expect(request.relay == nil)
        #expect(!request.recreate && !request.signOutFirst && !request.shortenedKnown)
    }

    @Test(arguments: [#"{"recreate":"true"}"#, #"{"relay":1}"#, #"{"sign_out_first":1}"#, "[]", ""])
    func `JSON of another kind is no login`(body: String) async throws {
        #expect(try await read(body, "application/json") == nil)
    }
}

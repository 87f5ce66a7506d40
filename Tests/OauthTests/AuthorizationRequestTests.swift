import Machines
import Testing
import Web

@testable import oauth

@Suite struct AuthorizationRequestTests {
    private let clients = ["latchkey=/callback", "mairu=/oauth2callback"].compactMap { MachineClient($0) }

    private func form(_ changes: [String: String?] = [:]) throws -> Form {
        try Form(OAuthBench.encoded(OAuthBench.query(changes)).utf8, in: "query")
    }

    @Test func `a request is read, and its members ask for the same`() throws {
        let form = try form()
        let request = try AuthorizationRequest(form, from: AuthorizationRequest.requester(in: form, of: clients))
        #expect(request.requester.client.name == "latchkey" && request.label == "ann-laptop" && request.state == "s0")
        let again = try Form(OAuthBench.encoded(request.members).utf8, in: "form")
        #expect(try AuthorizationRequest(again, from: request.requester) == request)
    }

    @Test func `an empty member is an absent one`() throws {
        let form = try form(["state": "", "machine": ""])
        let request = try AuthorizationRequest(form, from: AuthorizationRequest.requester(in: form, of: clients))
        #expect(request.state == nil && request.label == nil && AuthorizationRequest.state(in: form) == nil)
    }

    @Test func `the path of the redirect is the client's own`() throws {
        let mairu = try form(["client_id": "mairu", "redirect_uri": "http://127.0.0.1:1/oauth2callback"])
        #expect(try AuthorizationRequest.requester(in: mairu, of: clients).redirect.origin == "http://127.0.0.1:1")
    }

    @Test func `an answer has the issuer, and nothing that is absent`() throws {
        let redirect = try AuthorizationRequest.requester(in: form(), of: clients).redirect
        #expect(
            redirect.location([("code", "a&b"), ("state", nil)], from: "https://portal.example")
                == OAuthBench.redirect + "?code=a%26b&iss=https%3A%2F%2Fportal.example")
    }
}

import Concurrency
import FastCGI
import HTTPTypes
import Logging
import Problems
import Testing
import Transport
import WebTestSupport

@testable import Web

@Suite struct RequestContextTests {
    private func context(
        body: String = "", type: String? = nil, captures: [String: String] = [:], media: MediaType = .json
    ) throws -> RequestContext {
        let request = Request.make("POST", "/keys", body: body, type.map { [("CONTENT_TYPE", $0)] } ?? [])
        let head = try RequestHead(request, id: "0123456789abcdef")
        let form = head.contentType == .form ? try Form(request.body, in: "form") : nil
        return RequestContext(
            head: head, request: request, method: head.method, form: form, json: nil, captures: captures, media: media,
            deadline: .now + .seconds(5), journal: CallJournal(), log: Lines().handler, tokens: nil)
    }

    @Test func `a page is for people, and every other type for programs`() throws {
        #expect(try context(media: .html).representation == .page)
        for media in [MediaType.json, .plain, .health, .problem] {
            #expect(try context(media: media).representation == .data)
        }
    }

    @Test func `a capture has its text, and a name that the pattern lacks is our own mistake`() throws {
        let context = try context(captures: ["id": "AKIA"])
        #expect(try context.capture("id") == "AKIA")
        let problem = #expect(throws: Problem.self) { try context.capture("name") }
        #expect(problem?.status == .internalServerError)
    }

    @Test func `a form has its members, and without a body it is empty`() throws {
        let form = "application/x-www-form-urlencoded"
        #expect(try context(body: "a=1", type: form).form()["a"] == "1")
        #expect(try context().form().members.isEmpty)
    }

    @Test(arguments: ["application/json", "text/plain", nil] as [String?])
    func `a body of another type is no form: 415`(type: String?) throws {
        let context = try context(body: "{}", type: type)
        let problem = #expect(throws: Problem.self) { try context.form() }
        #expect(problem?.status == .unsupportedMediaType)
    }

    @Test(arguments: ["application/x-www-form-urlencoded", "text/plain", nil] as [String?])
    func `a body of another type is no JSON: 415`(type: String?) throws {
        let context = try context(body: "a=1", type: type)
        let problem = #expect(throws: Problem.self) { try context.json() }
        #expect(problem?.status == .unsupportedMediaType)
    }

    @Test func `a route that takes both gets the form or the JSON`() throws {
        guard case .json(let body) = try context(body: #"{"a":"1"}"#, type: "application/json; charset=utf-8").body()
        else {
            Issue.record("the body is declared as JSON")
            return
        }
        #expect(try body.string("a") == "1")
        guard case .form(let form) = try context(body: "a=2", type: "application/x-www-form-urlencoded").body() else {
            Issue.record("the body is declared as a form")
            return
        }
        #expect(form["a"] == "2")
    }

    @Test func `the body's presence and the request's id are told`() throws {
        #expect(try !context().hasBody)
        #expect(try context(body: "x", type: "text/plain").hasBody)
        #expect(try context().id == "0123456789abcdef")
    }
}

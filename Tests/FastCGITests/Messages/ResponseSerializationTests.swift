import HTTPTypes
import Testing

@testable import FastCGI

struct ResponseSerializationTests {
    private func head(_ response: Response, isHead: Bool = false) -> String {
        String(decoding: response.serializedHead(isHead: isHead), as: UTF8.self)
    }

    @Test func `the head has the status, the fields and the length of the body`() {
        let fields: HTTPFields = [.contentType: "text/plain", .setCookie: "a=b"]
        let response = Response(head: .init(status: .notFound, headerFields: fields), body: [1, 2, 3])
        #expect(
            head(response)
                == "Status: 404 Not Found\r\nContent-Type: text/plain\r\nSet-Cookie: a=b\r\nContent-Length: 3\r\n\r\n")
        #expect(response.serializedBody(isHead: false) == [1, 2, 3])
    }

    @Test func `the handler's own length counts for HEAD alone`() {
        var response = Response(head: .init(status: .ok, headerFields: [.contentLength: "99"]), body: [1])
        #expect(head(response) == "Status: 200 OK\r\nContent-Length: 1\r\n\r\n")
        #expect(head(response, isHead: true) == "Status: 200 OK\r\nContent-Length: 99\r\n\r\n")
        response.head.headerFields = [:]
        #expect(head(response, isHead: true) == "Status: 200 OK\r\nContent-Length: 1\r\n\r\n")
        response.body = []
        #expect(head(response, isHead: true) == "Status: 200 OK\r\n\r\n")
        #expect(head(response) == "Status: 200 OK\r\nContent-Length: 0\r\n\r\n")
    }

    @Test(arguments: [204, 304, 103]) func `a status without a body has neither body nor length`(code: Int) {
        let response = Response(head: .init(status: .init(code: code)), body: [1])
        #expect(!head(response).contains("Content-Length"))
        #expect(response.serializedBody(isHead: false).isEmpty)
    }

    @Test func `the response to HEAD has no body`() {
        #expect(Response(head: .init(status: .ok), body: [1]).serializedBody(isHead: true).isEmpty)
    }

    @Test func `fields that many responses have stand behind the response's own`() throws {
        let status = try #require(HTTPField.Name("Status"))
        let lines = FixedFields([.vary: "Accept", status: "500", .allow: "GET"])
        let response = Response(head: .init(status: .ok, headerFields: [.age: "1"]), commonFields: lines)
        #expect(head(response) == "Status: 200 OK\r\nAge: 1\r\nVary: Accept\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n")
    }

    @Test func `a field called Status is left out`() throws {
        let name = try #require(HTTPField.Name("STATUS"))
        let response = Response(head: .init(status: .ok, headerFields: [name: "500"]))
        #expect(head(response) == "Status: 200 OK\r\nContent-Length: 0\r\n\r\n")
    }
}

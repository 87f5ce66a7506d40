import FastCGI
import HTTPTypes

/// Answers with what it was asked, for the tests; the query says what else is wanted: `sleep`, `hang`, `large` ….
struct EchoHandler: Handler {
    func respond(to request: Request) async -> Response {
        var head = HTTPResponse(status: .ok, headerFields: [.contentType: "text/plain"])
        switch request.values(of: "QUERY_STRING").last ?? "" {
        case "sleep":
            try? await Task.sleep(for: .seconds(1))
            return Response(head: head, body: Array("slept\n".utf8))
        case "hang":
            try? await Task.sleep(for: .seconds(30))
            return Response(head: head)
        case "large":
            return Response(head: head, body: [UInt8](repeating: UInt8(ascii: "x"), count: 5 << 20))
        case "echo":
            head.headerFields[.eTag] = "\"\(request.body.count)\""
            return Response(head: head, body: request.body)
        case "parameters":
            let lines = request.parameters.map { "\($0.name)=\($0.value)\n" }.sorted()
            return Response(head: head, body: Array(lines.joined().utf8))
        default:
            return Response(head: head, body: Array("hello\n".utf8))
        }
    }
}

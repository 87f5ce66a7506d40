import HTTPTypes

@testable import FastCGI

/// A handler that is a closure; by itself it answers with the parameters, one a line, and the body.
struct ClosureHandler: Handler {
    var respond: @Sendable (Request) async -> Response = { request in
        let lines = request.parameters.map { "\($0.name)=\($0.value)\n" }.joined()
        return Response(head: HTTPResponse(status: .ok), body: Array((lines + "\n").utf8) + request.body)
    }

    func respond(to request: Request) async -> Response { await respond(request) }
}

/// Answers requests; called for many at once.
package protocol Handler: Sendable {
    func respond(to request: Request) async -> Response
}

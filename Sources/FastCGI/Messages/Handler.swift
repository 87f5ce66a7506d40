/// Answers requests. It is called for many of them at the same time.
package protocol Handler: Sendable {
    /// Makes the response to one request. Its task is cancelled after ``Limits/answerTimeout``; whatever it then returns is
    /// the response.
    func respond(to request: Request) async -> Response
}

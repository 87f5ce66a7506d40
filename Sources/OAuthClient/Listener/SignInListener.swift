package import Concurrency
import Loopback
import Synchronization

/// Waits on this machine for the browser that comes back from a sign-in.
///
/// One answer is accepted: the first that has the state of the request. Whatever else comes, from another browser, a page or
/// another user of this machine, is told so, and doesn't end the right one's chance.
package struct SignInListener: Sendable {
    private static let path = "/callback"

    private let server: LoopbackServer
    private let mode: AnswerMode
    private let timekeeper: Timekeeper

    /// Listens; nothing is answered yet.
    ///
    /// - Parameters:
    ///   - settings: whose port counts.
    ///   - metadata: how its server can bring the answer.
    ///   - timekeeper: waits for the end of the time.
    /// - Throws: ``OAuthError/listener(_:)`` when it can't listen there.
    package init(
        _ settings: SignInSettings, at metadata: ServerMetadata, timekeeper: Timekeeper
    ) async throws(OAuthError) {
        do throws(LoopbackError) {
            server = try await LoopbackServer(port: settings.port ?? 0)
        } catch {
            throw .listener(error)
        }
        mode = AnswerMode(settings, at: metadata)
        self.timekeeper = timekeeper
    }

    /// The address that browsers come back to.
    package var redirect: String { Self.redirect(port: server.port) }

    /// The address that browsers come back to at a port of this machine.
    package static func redirect(port: UInt16) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Waits for the answer to a request, and tells the browser what comes of it.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - limit: how long it may take until the browser is back.
    ///   - finish: makes something of the answer. It is called once at the most.
    /// - Returns: what `finish` returned.
    /// - Throws: what `finish` failed with, or ``OAuthError/tooLate`` if nobody came back.
    package func wait<Value: Sendable>(
        for request: AuthorizationRequest, limit: Duration,
        _ finish: @escaping @Sendable (AuthorizationAnswer) async -> Result<Value, OAuthError>
    ) async throws(OAuthError) -> Value {
        let attempt = Attempt<Value>()
        let timer = Task {
            await timekeeper.sleep(limit)
            if !Task.isCancelled { server.stop() }
        }
        await server.serve { asked in
            await answer(asked, to: request, attempt, finish).response
        }
        timer.cancel()
        guard let result = attempt.result else { throw .tooLate }
        return try result.get()
    }

    private func answer<Value: Sendable>(
        _ asked: LoopbackRequest, to request: AuthorizationRequest, _ attempt: Attempt<Value>,
        _ finish: @Sendable (AuthorizationAnswer) async -> Result<Value, OAuthError>
    ) async -> CallbackPage {
        guard asked.path == Self.path else { return .unknown }
        let answer: AuthorizationAnswer
        do throws(AnswerFault) {
            guard let parameters = try parameters(of: asked) else { return .forwarding }
            answer = try request.answer(parameters)
        } catch {
            return .stranger
        }
        guard attempt.isFirst() else { return .used }
        let result = await finish(answer)
        attempt.end(with: result)
        // What has come by now is answered still.
        server.stop()
        if case .success = result { return .done }
        return .failed
    }

    /// Nil where the answer is in the fragment, which our page has to send on.
    private func parameters(of request: LoopbackRequest) throws(AnswerFault) -> AnswerParameters? {
        // Only a page that a person sees can be an answer: no image, frame or script of another page.
        if let destination = request.field("Sec-Fetch-Dest"), destination != "document" { throw .malformed }
        if request.method == .get {
            // An error may come in the query, whatever was asked for.
            if let query = request.query { return try AnswerParameters(query) }
            guard mode == .fragment else { throw .malformed }
            return nil
        }
        guard mode != .query, mode == .form || request.field("Origin") == "http://\(server.host)" else {
            throw .malformed
        }
        let type = request.field("Content-Type")?.prefix { $0 != ";" } ?? ""
        guard type.lowercased() == "application/x-www-form-urlencoded",
            let text = String(validating: request.body, as: UTF8.self)
        else { throw .malformed }
        return try AnswerParameters(text)
    }
}

/// What comes of the one answer that counts.
private final class Attempt<Value: Sendable>: Sendable {
    private let state = Mutex<(isTaken: Bool, result: Result<Value, OAuthError>?)>((false, nil))

    func isFirst() -> Bool {
        state.withLock { state in
            defer { state.isTaken = true }
            return !state.isTaken
        }
    }

    func end(with result: Result<Value, OAuthError>) { state.withLock { $0.result = result } }

    var result: Result<Value, OAuthError>? { state.withLock { $0.result } }
}

import Cryptography
import Formats
import FoundationEssentials
import HTTPTypes
import Transport

extension Client {
    /// Sends `call` until it is answered, may not be repeated, or time is up; returns the body of a 2xx answer.
    ///
    /// A `deletion` that finds nothing after a try whose outcome is unknown counts as done: its body is empty.
    func send(_ call: Call) async throws(AWSError) -> [UInt8] {
        let start = ContinuousClock.now
        var tries = Tries(call: call, deadline: deadline ?? start + retry.totalTimeout)
        let result: Result<[UInt8], AWSError>
        do throws(AWSError) {
            result = .success(try await repeatedly(call, &tries))
        } catch {
            result = .failure(error)
        }
        if let journal {
            let (seconds, attoseconds) = (ContinuousClock.now - start).components
            let milliseconds = Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
            var label = "ok"
            if case .failure(let error) = result { label = error.label }
            journal.record(
                .init(
                    service: call.operation.service.rawValue, operation: call.operation.name, result: label,
                    milliseconds: milliseconds, tries: tries.count))
        }
        return try result.get()
    }

    private func repeatedly(_ call: Call, _ tries: inout Tries) async throws(AWSError) -> [UInt8] {
        while true {
            let error: AWSError
            do throws(AWSError) {
                return try await once(call, &tries)
            } catch let failure {
                error = failure
            }
            switch tries.next(after: error, policy: retry) {
            case .succeed: return []
            case .fail(let error): throw error
            case .again: continue
            case .wait(let delay):
                do {
                    try await retry.sleep(delay)
                } catch {
                    throw .transport(.cancelled, call.operation)
                }
            }
        }
    }

    private func once(_ call: Call, _ tries: inout Tries) async throws(AWSError) -> [UInt8] {
        let turn = try await turn(for: call, &tries)
        let credentials = call.authentication == .signed ? try await shared.credentials.credentials() : nil
        guard ContinuousClock.now < tries.deadline else { throw .deadlineExceeded(call.operation) }
        if Task.isCancelled { throw .transport(.cancelled, call.operation) }
        tries.count += 1
        let response: TransportResponse
        do {
            response = try await shared.transport.send(request(for: call, by: tries.deadline, signedWith: credentials))
        } catch .responseTooLarge(let limit) {
            throw .malformedAnswer(call.operation, "larger than \(limit) bytes")
        } catch .deadlineExceeded where ContinuousClock.now >= tries.deadline {
            throw .deadlineExceeded(call.operation)
        } catch {
            throw .transport(error, call.operation)
        }
        return try body(of: response, to: call, turn, &tries)
    }

    /// The body of a 2xx answer; what any answer tells of AWS's clock and of throttling is kept.
    private func body(
        of response: TransportResponse, to call: Call, _ turn: Pace.Turn?, _ tries: inout Tries
    ) throws(AWSError) -> [UInt8] {
        let answerTime = ClientState.AnswerTime(field: response.head.headerFields[.date], received: shared.now())
        state.latestAnswer = answerTime
        if response.head.status.kind == .successful { return response.body }
        let error = try ErrorAnswer.read(response, operation: call.operation)
        if error.isThrottling, let turn { shared.pace?.throttled(turn) }
        if error.mayBeClockSkew, correctClock(by: answerTime) { tries.clockWasCorrected = true }
        throw .service(error)
    }

    /// Waits for the call's turn, where there is a pace. What the wait took is added to the time for all tries, unless an
    /// incoming request is waiting as well.
    private func turn(for call: Call, _ tries: inout Tries) async throws(AWSError) -> Pace.Turn? {
        guard let pace = shared.pace else { return nil }
        let start = ContinuousClock.now
        guard let turn = await pace.turn(for: call.operation, by: deadline) else { throw .noTurn(call.operation) }
        if deadline == nil { tries.deadline += ContinuousClock.now - start }
        return turn
    }

    /// Takes AWS's time from a refusal when it is far from the one that was signed; whether it was.
    private func correctClock(by answer: ClientState.AnswerTime) -> Bool {
        // AWS allows for five minutes, and the answer took a while.
        guard let skew = answer.skew, abs(skew - state.clockSkew) > 240 else { return false }
        state.clockSkew = skew
        return true
    }

    private func request(
        for call: Call, by deadline: ContinuousClock.Instant, signedWith credentials: Credentials?
    ) -> TransportRequest {
        let endpoint = endpoints.endpoint(for: call.operation.service)
        let url = call.endpoint ?? endpoint.url
        var head = HTTPRequest(
            method: .post, scheme: url.scheme.rawValue, authority: url.authority, path: url.path(appending: call.path))
        head.headerFields[.contentType] = call.contentType
        if let target = call.target { head.headerFields[.amzTarget] = target }
        if let credentials {
            let date = SigningDate(awsNow)
            let scope = CredentialScope(
                day: date.day, region: endpoint.signingRegion.rawValue, service: call.operation.service.signingName)
            let key = state.signingKeys.key(secretAccessKey: credentials.secretAccessKey, scope: scope)
            var fields = [SigningRequest.Pair("host", url.authority)]
            for field in head.headerFields { fields.append(.init(field.name.canonicalName, field.value)) }
            let request = SigningRequest(
                method: "POST", path: url.path(appending: call.path), fields: fields,
                payloadHash: Hexadecimal.encode(SHA256.digest(call.body)))
            for field in Signer(credentials: credentials, key: key, date: date).fields(signing: request) {
                guard let name = HTTPField.Name(field.name) else { continue }
                head.headerFields[name] = field.value
            }
        }
        return TransportRequest(
            head: head, body: call.body, deadline: min(deadline, ContinuousClock.now + retry.tryTimeout))
    }
}

extension HTTPField.Name {
    /// Which operation of a JSON service is meant.
    static let amzTarget = HTTPField.Name("X-Amz-Target") ?? .contentType
}

import Concurrency
import FoundationEssentials
import HTTPTypes
import Transport

extension Client {
    /// Sends `call` until it succeeds, may not be repeated, or the time is up.
    ///
    /// - Returns: the body of the 2xx response; nil for a `deletion` that counts as done because the thing is gone after an
    ///   attempt whose outcome is unknown.
    func send(_ call: Call) async throws(AWSError) -> [UInt8]? {
        let start = timekeeper.instant()
        var attempts = Attempts(call: call, deadline: deadline ?? start + retry.totalTimeout)
        let result: Result<[UInt8]?, AWSError>
        do throws(AWSError) {
            result = .success(try await sendRepeatedly(call, &attempts))
        } catch {
            result = .failure(error)
        }
        if let journal {
            let milliseconds = Int((timekeeper.instant() - start).attoseconds / 1_000_000_000_000_000)
            var label = "ok"
            if case .failure(let error) = result { label = error.label }
            journal.record(
                .init(
                    service: call.operation.service.rawValue, operation: call.operation.name, result: label,
                    milliseconds: milliseconds, tries: attempts.count))
        }
        return try result.get()
    }

    private func sendRepeatedly(_ call: Call, _ attempts: inout Attempts) async throws(AWSError) -> [UInt8]? {
        while true {
            let error: AWSError
            do throws(AWSError) {
                return try await sendOnce(call, &attempts)
            } catch let failure {
                error = failure
            }
            switch attempts.next(after: error, at: timekeeper.instant(), policy: retry) {
            case .succeed: return nil
            case .fail(let error): throw error
            case .retry: continue
            case .retryAfter(let delay):
                await timekeeper.sleep(delay)
                if Task.isCancelled { throw .transport(.cancelled, call.operation) }
            }
        }
    }

    private func sendOnce(_ call: Call, _ attempts: inout Attempts) async throws(AWSError) -> [UInt8] {
        var permit: RateLimiter.Permit?
        if let rateLimiter = shared.rateLimiter {
            permit = try await self.permit(of: rateLimiter, for: call, &attempts)
        }
        var credentials: Credentials?
        if case .signed = call.authentication { credentials = try await shared.credentials.credentials() }
        guard timekeeper.instant() < attempts.deadline else { throw .deadlineExceeded(call.operation) }
        if Task.isCancelled { throw .transport(.cancelled, call.operation) }
        attempts.count += 1
        let skew = state.clockSkew
        let request = request(for: call, by: attempts.deadline, signedWith: credentials, skew: skew)
        let response: TransportResponse
        do {
            response = try await shared.transport.send(request)
        } catch .responseTooLarge(let limit) {
            throw .malformedResponse(call.operation, "larger than \(limit) bytes")
        } catch .deadlineExceeded where timekeeper.instant() >= attempts.deadline {
            throw .deadlineExceeded(call.operation)
        } catch {
            throw .transport(error, call.operation)
        }
        return try body(of: response, to: call, signedWithSkew: skew, permit, &attempts)
    }

    /// The body of a 2xx response; throws the error in any other. Notes AWS's time and throttling, which any response may
    /// tell.
    private func body(
        of response: TransportResponse, to call: Call, signedWithSkew skew: TimeInterval,
        _ permit: RateLimiter.Permit?, _ attempts: inout Attempts
    ) throws(AWSError) -> [UInt8] {
        let responseTime = ClientState.ResponseTime(
            field: response.fields[.date], received: timekeeper.now())
        if responseTime.field != nil { state.latestResponse = responseTime }
        if response.status.kind == .successful { return response.body }
        let error = try ErrorResponse.read(response, operation: call.operation)
        if error.isThrottling, let permit { shared.rateLimiter?.reportThrottling(of: permit) }
        if case .signed = call.authentication, error.mayBeClockSkew, correctClock(from: skew, by: responseTime) {
            attempts.clockWasCorrected = true
        }
        throw .service(error)
    }

    /// Waits for the rate limiter. Where no incoming request waits for the call, the wait doesn't count as time of the attempts.
    private func permit(
        of rateLimiter: RateLimiter, for call: Call, _ attempts: inout Attempts
    ) async throws(AWSError) -> RateLimiter.Permit {
        if let permit = rateLimiter.acquireAtOnce(for: call.operation) { return permit }
        let start = timekeeper.instant()
        guard let permit = await rateLimiter.acquire(for: call.operation, by: deadline) else {
            throw .rateLimited(call.operation)
        }
        if deadline == nil { attempts.deadline += timekeeper.instant() - start }
        return permit
    }

    /// Takes AWS's time from a response that refuses a signature, if it is far from the time that was signed. Another call
    /// may have corrected the clock meanwhile, so that counts which the signature had.
    ///
    /// - Parameters:
    ///   - signed: how far ahead of our clock the signature was dated, in seconds.
    ///   - response: the response's time.
    /// - Returns: whether the clock has been corrected since the signature.
    private func correctClock(from signed: TimeInterval, by response: ClientState.ResponseTime) -> Bool {
        // AWS accepts a difference of five minutes, and the response took a while.
        guard let skew = response.skew, abs(skew - signed) > 240 else { return false }
        state.clockSkew = skew
        return true
    }

    private func request(
        for call: Call, by deadline: Instant, signedWith credentials: Credentials?, skew: TimeInterval
    ) -> TransportRequest {
        let endpoint = endpoints.at(call.region).endpoint(for: call.operation.service)
        let url = call.endpoint ?? endpoint.url
        let path = url.path(appending: call.path)
        var fields = FieldLines()
        fields.append("Content-Type", call.contentType)
        if let target = call.target { fields.append("X-Amz-Target", target) }
        if let credentials {
            let date = SigningDate(timekeeper.now().addingTimeInterval(skew))
            sign(call, url, path, credentials, region: endpoint.signingRegion, date: date, &fields)
        }
        if case .signedElsewhere(let signature) = call.authentication {
            for field in signature { fields.append(field.name, field.value) }
        }
        return TransportRequest(
            .post, scheme: url.scheme.rawValue, authority: url.authority, path: path, fields: fields, host: call.host,
            body: call.body, deadline: min(deadline, timekeeper.instant() + retry.attemptTimeout))
    }

    /// Adds the fields that sign a request.
    private func sign(
        _ call: Call, _ url: EndpointURL, _ path: String, _ credentials: Credentials, region: Region, date: SigningDate,
        _ fields: inout FieldLines
    ) {
        let key = state.signingKeys.key(
            secretAccessKey: credentials.secretAccessKey, day: date.day, region: region.rawValue,
            service: call.operation.service.signingName)
        var signed: [SigningRequest.Pair] = []
        // With room for those that the signer adds.
        signed.reserveCapacity(6)
        signed.append(.init("content-type", call.contentType))
        signed.append(.init("host", url.authority))
        if let target = call.target { signed.append(.init("x-amz-target", target)) }
        let request = SigningRequest(method: "POST", path: path, fields: signed, body: call.body)
        Signer(credentials: credentials, key: key, date: date).sign(request) { name, value in
            fields.append(name.utf8.span, value)
        }
    }
}

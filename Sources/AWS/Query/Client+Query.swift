extension Client {
    /// Calls an operation of a Query service and reads its answer.
    func query(
        _ form: QueryForm, _ idempotency: Idempotency, authentication: Call.Authentication = .signed
    ) async throws(AWSError) -> QueryAnswer {
        let body = try await send(form.call(idempotency, authentication: authentication))
        return try QueryAnswer(body, operation: form.operation)
    }

    /// Calls an operation whose answer says nothing but that it was done.
    ///
    /// It has to say so: the 200 of anybody else on the way, taken for AWS's, could leave out a Deny.
    func perform(_ form: QueryForm, _ idempotency: Idempotency) async throws(AWSError) {
        let body = try await send(form.call(idempotency))
        // Nothing was left to delete, and there is no answer that says it was done.
        if idempotency == .deletion, body.isEmpty { return }
        try QueryAnswer.check(body, operation: form.operation)
    }

    /// Calls a list operation page by page and returns what all its pages hold.
    ///
    /// The whole list must fit in 1,000 pages: no account's quotas allow more.
    func pages<Value>(
        _ form: QueryForm, list name: String, _ read: (QueryAnswer) throws(AWSError) -> Value
    ) async throws(AWSError) -> [Value] {
        var values: [Value] = []
        var marker: String?
        for _ in 0..<1_000 {
            var page = form
            // The largest page there is: every page is a round trip.
            page.add("MaxItems", 1_000)
            page.add("Marker", marker)
            let answer = try await query(page, .idempotent)
            values.append(contentsOf: try answer.list(name, read))
            // A page may be empty, or short, and not the last.
            guard answer.optionalText("IsTruncated") == "true" else { return values }
            let next = try answer.text("Marker")
            guard next != marker else { throw .malformedAnswer(form.operation, "the same Marker twice") }
            marker = next
        }
        throw .malformedAnswer(form.operation, "more than 1,000 pages")
    }
}

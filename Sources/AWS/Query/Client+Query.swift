extension Client {
    /// Calls an operation of IAM or STS, and reads its response.
    func query(
        _ form: QueryForm, _ idempotency: Idempotency, authentication: Call.Authentication = .signed
    ) async throws(AWSError) -> QueryResponse {
        let body = try await send(form.call(idempotency, authentication: authentication))
        return try QueryResponse(body ?? [], operation: form.operation)
    }

    /// Calls an operation whose response says only that it was done.
    ///
    /// The response must say so, that of a deletion too. If we took the status 200 of something between us and AWS for
    /// success, a role might lack a Deny that we believe to be there, or keep an Allow, and a key stay active.
    func perform(_ form: QueryForm, _ idempotency: Idempotency) async throws(AWSError) {
        // Nothing was left to delete, so that AWS's response was an error.
        guard let body = try await send(form.call(idempotency)) else { return }
        try QueryResponse.check(body, operation: form.operation)
    }

    /// Calls a list operation page by page, and returns the members of all pages.
    ///
    /// More than 1,000 pages are an error, because no account's quotas allow so many.
    func pages<Value>(
        _ form: QueryForm, list name: String, _ read: (QueryResponse) throws(AWSError) -> Value
    ) async throws(AWSError) -> [Value] {
        var values: [Value] = []
        var marker: String?
        for _ in 0..<1_000 {
            var page = form
            // The largest that AWS allows, because each page is a round trip.
            page.add("MaxItems", 1_000)
            page.add("Marker", marker)
            let response = try await query(page, .idempotent)
            values.append(contentsOf: try response.requiredList(name, read))
            // A page may be empty or short without being the last.
            guard response.optionalText("IsTruncated") == "true" else { return values }
            let next = try response.text("Marker")
            guard next != marker else { throw .malformedResponse(form.operation, "the same Marker twice") }
            marker = next
        }
        throw .malformedResponse(form.operation, "more than 1,000 pages")
    }
}

package import Problems

extension AuditLog {
    /// Makes a change between two records of it: that it is intended, and what came of it.
    ///
    /// Nothing is changed when the first record can't be written. When the second one can't, the change is made all the
    /// same, so its caller is told that it was, unless `ifIncomplete` does something else.
    ///
    /// - Parameters:
    ///   - record: what is intended.
    ///   - subject: what it was done to, when only the change tells; nil keeps the record's subject.
    ///   - change: makes the change. The problem of its error becomes the result in the second record.
    ///   - ifIncomplete: runs when the change was made and its second record couldn't be written.
    /// - Returns: what `change` returned.
    /// - Throws: ``AuditError`` for the first record, and what `change` and `ifIncomplete` throw.
    package func recording<Value, Failure: ProblemConvertible>(
        _ record: AuditRecord, subject: (Value) -> String? = { _ in nil },
        _ change: () async throws(Failure) -> Value,
        ifIncomplete: (AuditError, Value) async throws -> Void = { _, _ in }
    ) async throws -> Value {
        var record = record
        try await write(record)
        let value: Value
        do throws(Failure) {
            value = try await change()
        } catch {
            record.result = error.problem.kind
            try? await write(record)
            throw error
        }
        record.result = "done"
        if let subject = subject(value) { record.subject = subject }
        do throws(AuditError) {
            try await write(record)
        } catch {
            try await ifIncomplete(error, value)
        }
        return value
    }
}

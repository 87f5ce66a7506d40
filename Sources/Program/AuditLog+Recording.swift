package import Problems

extension AuditLog {
    /// Makes a change between two records of it: that it is intended, and what came of it.
    ///
    /// Nothing is changed when the first record can't be written. When the second one can't, the change is made all the
    /// same, so its caller is told that it was, unless `ifIncomplete` does something else; the record goes to standard
    /// error.
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
        let value = try await recordingFailure(of: change, as: record)
        record.result = "done"
        if let subject = subject(value) { record.subject = subject }
        do throws(AuditError) {
            try await write(record)
        } catch {
            do {
                try await ifIncomplete(error, value)
            } catch let undone {
                record.result = error.problem.kind
                fallBack(record, because: error)
                throw undone
            }
            fallBack(record, because: error)
        }
        return value
    }

    /// Takes a right away, with two records of it: that it is intended, and what came of it.
    ///
    /// A full disk must not keep a leaked key or a stolen session alive. So the change doesn't wait for the first record, and
    /// a record that can't be written goes to standard error. Both are written when this returns.
    ///
    /// - Parameters:
    ///   - record: what is intended.
    ///   - change: takes the right away. The problem of its error becomes the result in the second record.
    /// - Returns: what `change` returned.
    /// - Throws: what `change` throws.
    package func recordingWithdrawal<Value, Failure: ProblemConvertible>(
        _ record: AuditRecord, _ change: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let intention = begin(record)
        async let settled: Void = {
            do throws(AuditError) {
                try await intention.value.get()
            } catch {
                fallBack(record, because: error)
            }
        }()
        let value: Value
        do throws(Failure) {
            value = try await recordingFailure(of: change, as: record)
        } catch {
            await settled
            throw error
        }
        var record = record
        record.result = "done"
        await writeAnyway(record)
        await settled
        return value
    }

    /// Asks for what is given to the caller, and meanwhile writes that this is intended. Nothing is returned before that record
    /// is on the disk. What came of it is the caller's to record, unless it fails.
    ///
    /// - Parameters:
    ///   - record: what is intended.
    ///   - asking: gets it. The problem of its error becomes the result in a second record.
    /// - Returns: what `asking` returned.
    /// - Throws: ``AuditError`` for the record, and what `asking` throws.
    package func recordingIntention<Value>(
        _ record: AuditRecord, while asking: () async throws -> Value
    ) async throws -> Value {
        let intention = begin(record)
        let value: Value
        do {
            value = try await asking()
        } catch {
            await writeFailure(of: record, because: error)
            throw error
        }
        try await intention.value.get()
        return value
    }

    /// Makes a change. If it fails, a record tells by which problem.
    private func recordingFailure<Value, Failure: ProblemConvertible>(
        of change: () async throws(Failure) -> Value, as record: AuditRecord
    ) async throws(Failure) -> Value {
        do throws(Failure) {
            return try await change()
        } catch {
            await writeFailure(of: record, because: error)
            throw error
        }
    }

    private func writeFailure(of record: AuditRecord, because error: any Error) async {
        var record = record
        record.result = Problem(of: error).kind
        await writeAnyway(record)
    }
}

/// Runs `body` for each element concurrently, for at most `limit` at a time.
///
/// - Returns: the results in the order of the elements.
/// - Throws: the first failure, after cancelling the tasks that still run.
package func concurrentMap<Element: Sendable, Value: Sendable, Failure: Error>(
    _ elements: [Element], limit: Int = 32, _ body: @escaping @Sendable (Element) async throws(Failure) -> Value
) async throws(Failure) -> [Value] {
    guard elements.count > 1 else {
        var values: [Value] = []
        for element in elements { values.append(try await body(element)) }
        return values
    }
    let results: Result<[Value], Failure> = await withTaskGroup(of: (Int, Result<Value, Failure>).self) { group in
        var values = [Value?](repeating: nil, count: elements.count)
        var waiting = elements.indices.makeIterator()
        func start() {
            guard let index = waiting.next() else { return }
            group.addTask { (index, await outcome { () throws(Failure) in try await body(elements[index]) }) }
        }
        for _ in 0..<limit { start() }
        while let (index, result) = await group.next() {
            switch result {
            case .success(let value): values[index] = value
            case .failure(let failure):
                group.cancelAll()
                return .failure(failure)
            }
            start()
        }
        return .success(values.compactMap { $0 })
    }
    return try results.get()
}

/// Runs `body` and returns what it returned or threw. An `async let` of this keeps the type of the error, which an
/// `async let` of a throwing function loses.
@inlinable
package func outcome<Value: Sendable, Failure: Error>(
    _ body: () async throws(Failure) -> Value
) async -> Result<Value, Failure> {
    do throws(Failure) {
        return .success(try await body())
    } catch {
        return .failure(error)
    }
}

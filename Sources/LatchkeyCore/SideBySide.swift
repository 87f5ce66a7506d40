/// Runs `body` for every element at once, at most `limit` at a time, and gives the results in the elements' order.
///
/// The first failure cancels the rest and is thrown.
package func sideBySide<Element: Sendable, Value: Sendable, Failure: Error>(
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

/// What `body` returned or threw, so that it can be run by `async let` without losing the type of its error.
package func outcome<Value: Sendable, Failure: Error>(
    _ body: () async throws(Failure) -> Value
) async -> Result<Value, Failure> {
    do throws(Failure) {
        return .success(try await body())
    } catch {
        return .failure(error)
    }
}

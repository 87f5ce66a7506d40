import AWS

/// Works through pages of elements: several elements at once, none begun faster than the rate limiter allows, and none after a
/// request to stop.
struct PacedSweep: Sendable {
    /// How fast IAM is written to; nil when nothing is written.
    let rateLimiter: RateLimiter?
    /// How many elements are worked on at once.
    let concurrency: Int
    let stop: StopRequest

    /// Calls `body` for every element, while further pages are still being read. Returns when all calls have ended.
    ///
    /// - Parameters:
    ///   - nextPage: the next page, which may be empty; nil after the last one.
    ///   - body: works on one element.
    /// - Throws: what `nextPage` throws, after the elements of earlier pages are done with.
    func forEach<Element: Sendable, Failure: Error>(
        in nextPage: () async throws(Failure) -> [Element]?, _ body: @escaping @Sendable (Element) async -> Void
    ) async throws(Failure) {
        let result: Result<Void, Failure> = await withTaskGroup(of: Void.self) { group in
            var underWay = 0
            while !stop.isRequested {
                let page: [Element]
                do throws(Failure) {
                    guard let next = try await nextPage() else { break }
                    page = next
                } catch {
                    return .failure(error)
                }
                for element in page {
                    if underWay >= concurrency {
                        await group.next()
                        underWay -= 1
                    }
                    await rateLimiter?.waitForCapacity()
                    if stop.isRequested { break }
                    group.addTask { await body(element) }
                    underWay += 1
                }
            }
            return .success(())
        }
        try result.get()
    }

    /// Calls `body` for every element of a list.
    func forEach<Element: Sendable>(
        of elements: [Element], _ body: @escaping @Sendable (Element) async -> Void
    ) async {
        var page: [Element]? = elements
        await forEach(
            in: {
                defer { page = nil }
                return page
            }, body)
    }
}

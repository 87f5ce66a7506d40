import Testing

@testable import AWS

struct BoundedCacheTests {
    @Test func `a full cache forgets everything when a new key comes, and only then`() {
        let cache = BoundedCache<String, Int>(bound: 2)
        cache["a"] = 1
        cache["b"] = 2
        cache["b"] = 3
        cache["c"] = nil
        #expect(cache["a"] == 1)
        #expect(cache["b"] == 3)
        cache["c"] = 4
        #expect(cache["a"] == nil)
        #expect(cache["b"] == nil)
        #expect(cache["c"] == 4)
        cache["c"] = nil
        #expect(cache["c"] == nil)
    }
}

import Testing

@testable import AWS

@Suite("A bounded memory")
struct BoundedMemoryTests {
    @Test("forgets all for one value too many, and for nothing else")
    func bounded() {
        let memory = BoundedMemory<String, Int>(bound: 2)
        memory["a"] = 1
        memory["b"] = 2
        memory["b"] = 3
        memory["c"] = nil
        #expect(memory["a"] == 1)
        #expect(memory["b"] == 3)
        memory["c"] = 4
        #expect(memory["a"] == nil)
        #expect(memory["b"] == nil)
        #expect(memory["c"] == 4)
        memory["c"] = nil
        #expect(memory["c"] == nil)
    }
}

import Cryptography
import Testing

struct RandomTests {
    @Test func `gives as many bytes as asked for`() {
        #expect(Random.bytes(0).isEmpty)
        #expect(Random.bytes(-1).isEmpty)
        #expect(Random.bytes(33).count == 33)
    }

    @Test func `gives no value twice`() {
        let values = Set((0..<1_000).map { _ in Random.bytes(16) })
        #expect(values.count == 1_000)
    }

    @Test func `gives every byte value`() {
        #expect(Set(Random.bytes(65_536)).count == 256)
    }
}

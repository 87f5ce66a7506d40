import Cryptography
import Testing

struct RandomTests {
    @Test func `there are as many random bytes as asked for, and none for a negative number`() {
        #expect(Random.bytes(0).isEmpty)
        #expect(Random.bytes(-1).isEmpty)
        #expect(Random.bytes(33).count == 33)
    }

    @Test func `no random value comes twice`() {
        let values = Set((0..<1_000).map { _ in Random.bytes(16) })
        #expect(values.count == 1_000)
    }

    @Test func `random bytes have every value`() {
        #expect(Set(Random.bytes(65_536)).count == 256)
    }
}

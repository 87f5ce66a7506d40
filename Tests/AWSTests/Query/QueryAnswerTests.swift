import TestSupport
import Testing

@testable import AWS

@Suite struct QueryAnswerTests {
    @Test func `a mutilated answer is refused or read, and crashes nothing`() {
        let seed = UInt64.random(in: 0..<1 << 32)
        var generator = SeededGenerator(seed: seed)
        let whole = Array(IAMAnswers.getUser.utf8)
        var refused = 0
        for _ in 0..<3_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let position = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: position)
                default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: position)
                }
            }
            if (try? QueryAnswer(bytes, operation: Operation(.iam, "GetUser"))) == nil { refused += 1 }
        }
        #expect(refused > 300, "seed \(seed)")
    }
}

import Cryptography
import Testing

struct ConstantTimeTests {
    @Test(
        arguments: [
            ([], []), ([1, 2, 3], [1, 2, 3]),
            ([UInt8](repeating: 7, count: 1_000), [UInt8](repeating: 7, count: 1_000)),
        ] as [([UInt8], [UInt8])])
    func `equal bytes are equal`(a: [UInt8], b: [UInt8]) {
        let isEqual = constantTimeEqual(a.span, b.span)
        #expect(isEqual)
    }

    @Test(
        arguments: [
            ([1, 2, 3], [1, 2, 4]), ([0, 2, 3], [1, 2, 3]), ([1, 2], [1, 2, 3]), ([], [0]), ([0], []),
        ] as [([UInt8], [UInt8])])
    func `bytes that differ at the start, at the end or in their number are not equal`(a: [UInt8], b: [UInt8]) {
        let isEqual = constantTimeEqual(a.span, b.span)
        #expect(!isEqual)
    }
}

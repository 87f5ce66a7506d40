import Formats
import Testing

struct HexadecimalTests {
    @Test func `each byte is written as two lower-case digits`() {
        #expect(Hexadecimal.encode([0x00, 0x0f, 0xa0, 0xff]) == "000fa0ff")
        #expect(Hexadecimal.encode([]) == "")
        #expect(Hexadecimal.encode(0x0123_4567_89ab_cdef as UInt64) == "0123456789abcdef")
        #expect(Hexadecimal.encode(1 as UInt64) == "0000000000000001")
    }

    @Test func `every byte has digits of its own that read as its value`() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(bytes.map { UInt8(Hexadecimal.encode([$0]), radix: 16) } == bytes)
    }
}

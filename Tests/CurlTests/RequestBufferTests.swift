import CCurl
import Testing
import Transport

@testable import Curl

struct RequestBufferTests {
    private let buffer = RequestBuffer()

    /// The texts of the header list, read as libcurl reads them.
    private var lines: [String] {
        var lines: [String] = []
        var node = unsafe buffer.headerList()
        while let current = unsafe node {
            unsafe lines.append(String(cString: current.pointee.data))
            unsafe node = current.pointee.next
        }
        return lines
    }

    private func bytes(at start: Int, count: Int) -> [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: buffer.pointer(at: start), count: count))
    }

    @Test
    func
        `a line has its name and value, an empty value is asked for by a semicolon, and a field is left out by a colon`()
    {
        buffer.append(name: "Host", value: "sts.example")
        buffer.append(name: "X-Empty", value: "")
        buffer.suppress("Expect")
        #expect(lines == ["Host: sts.example", "X-Empty;", "Expect:"])
    }

    @Test func `there is no list without lines`() {
        #expect(unsafe buffer.headerList() == nil)
        _ = buffer.append(body: [1])
        #expect(unsafe buffer.headerList() == nil)
    }

    @Test func `a body is copied as it is, zeros and all`() {
        buffer.append(name: "a", value: "b")
        let body = Array(UInt8.min...UInt8.max)
        let start = buffer.append(body: body)
        #expect(bytes(at: start, count: body.count) == body)
        #expect(lines == ["a: b"])
    }

    @Test func `lines and a body that outgrow the memory are moved whole`() {
        let values = (1...500).map { String(repeating: "v", count: $0) }
        for value in values { buffer.append(name: "name", value: value) }
        let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        let start = buffer.append(body: body)
        let areLinesRight = lines == values.map { "name: \($0)" }
        #expect(areLinesRight)
        let isBodyRight = bytes(at: start, count: body.count) == body
        #expect(isBodyRight)
    }

    @Test(arguments: [10, 100_000])
    func `nothing is left of the request before`(size: Int) {
        buffer.append(name: "first", value: String(repeating: "v", count: size))
        _ = buffer.append(body: [UInt8](repeating: 7, count: size))
        buffer.removeAll()
        #expect(unsafe buffer.headerList() == nil)
        buffer.append(name: "second", value: "w")
        #expect(lines == ["second: w"])
    }

    @Test func `fields are lines, but for those that aren't wanted`() {
        buffer.append(name: "Host", value: "sts.example")
        var fields = FieldLines()
        fields.append("X-One", "1: 2")
        fields.append("X-Empty", "")
        fields.append("Unwanted", "3")
        fields.append("X-Long", String(repeating: "v", count: 10_000))
        buffer.append(fields) { !FieldLines.isSame($0, "unwanted") }
        buffer.append(FieldLines()) { _ in true }
        let expected = [
            "Host: sts.example", "X-One: 1: 2", "X-Empty;", "X-Long: \(String(repeating: "v", count: 10_000))",
        ]
        let areLinesRight = lines == expected
        #expect(areLinesRight)
    }
}

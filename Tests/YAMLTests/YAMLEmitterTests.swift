import Testing

@testable import YAML

@Suite(.timeLimit(.minutes(1))) struct YAMLEmitterTests {
    private func written(_ write: (YAMLEmitter) throws -> Void) throws -> String {
        let emitter = try #require(YAMLEmitter())
        try emitter.begin()
        try write(emitter)
        return String(decoding: try emitter.end(), as: UTF8.self)
    }

    @Test func `events become blocks, and short lists and empty maps stand on one line`() throws {
        let text = try written { emitter in
            try emitter.beginMap(isEmpty: false)
            try emitter.text("a", .plain)
            try emitter.beginList(isShort: true)
            try emitter.text("x", .plain)
            try emitter.text("y", .quoted)
            try emitter.endList()
            try emitter.text("b", .plain)
            try emitter.beginMap(isEmpty: true)
            try emitter.endMap()
            try emitter.text("c", .plain)
            try emitter.text("one\ntwo\n", .literal)
            try emitter.endMap()
        }
        #expect(text == "a: [x, \"y\"]\nb: {}\nc: |\n  one\n  two\n")
    }

    @Test func `a text that can't stand plainly is quoted, and long ones aren't folded`() throws {
        #expect(try written { try $0.text("a: b", .plain) } == "'a: b'\n")
        let long = Array(repeating: "word", count: 100).joined(separator: " ")
        #expect(try written { try $0.text(long, .plain) } == "\(long)\n")
    }

    @Test func `an event at the wrong place is an error`() throws {
        let emitter = try #require(YAMLEmitter())
        try emitter.begin()
        #expect(throws: YAMLError.self) { try emitter.endMap() }
    }
}

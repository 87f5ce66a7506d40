import CExpat
import Glibc
import Synchronization

/// A parser of Expat's, which is made once and reads one text after the other: to make one takes longer than to read an answer
/// of AWS's.
///
/// Only one task has it at a time, which makes it safe to pass on.
@safe final class ExpatParser: @unchecked Sendable {
    /// Those that nobody uses.
    private static let idle = Mutex<[ExpatParser]>([])
    private static let mostIdle = 4
    /// A parser keeps what it needed for the largest text. One that has read more bytes than this isn't kept.
    private static let largestKept = 256 << 10
    /// A random salt for Expat's hash tables, so that nobody can choose names that collide in them. Without one, Expat asks the
    /// system for random bytes for each text.
    private static let hashSalt = UInt.random(in: 1 ... .max)

    /// What the handlers are given.
    @safe private struct Reading {
        let parser: XML_Parser
        var tree = XMLTree()
    }

    private var reading: Reading
    private var largest = 0

    private var parser: XML_Parser { unsafe reading.parser }

    private init() throws(XMLError) {
        // An encoding is given, so that the text can't choose one: AWS answers in UTF-8.
        guard let parser = unsafe XML_ParserCreate("UTF-8") else { throw .malformed("out of memory") }
        reading = unsafe Reading(parser: parser)
    }

    deinit { unsafe XML_ParserFree(parser) }

    /// Lends a parser to `body`.
    static func withParser<Result>(_ body: (ExpatParser) throws(XMLError) -> Result) throws(XMLError) -> Result {
        let parser = if let used = idle.withLock({ $0.popLast() }) { used } else { try ExpatParser() }
        let result = try body(parser)
        // After an error it isn't used again.
        if parser.largest <= largestKept, unsafe XML_ParserReset(parser.parser, "UTF-8") == XML_Bool(XML_TRUE) {
            idle.withLock { if $0.count < mostIdle { $0.append(parser) } }
        }
        return result
    }

    /// Reads a whole text.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - bounds: what the text may have.
    /// - Returns: its elements, the root first.
    /// - Throws: what `XMLError` says.
    func parse(_ bytes: [UInt8], within bounds: XMLTree.Bounds) throws(XMLError) -> [XMLDocument.Element] {
        largest = max(largest, bytes.count)
        reading.tree.begin(within: bounds)
        let status = unsafe withUnsafeMutablePointer(to: &reading) { reading in
            let parser = unsafe reading.pointee.parser
            unsafe Self.prepare(parser)
            unsafe XML_SetUserData(parser, reading)
            return unsafe bytes.withUnsafeBytes { buffer in
                unsafe XML_Parse(
                    parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), 1)
            }
        }
        let elements = reading.tree.takeElements()
        if let failure = reading.tree.failure { throw failure }
        guard status == XML_STATUS_OK, !elements.isEmpty else {
            throw .malformed(unsafe String(cString: XML_ErrorString(XML_GetErrorCode(parser))))
        }
        return elements
    }

    /// Sets what a reset takes away.
    private static func prepare(_ parser: XML_Parser) {
        unsafe XML_SetHashSalt(parser, Self.hashSalt)
        // A C function pointer can't capture: each handler finds what it needs through Expat's user data.
        unsafe XML_SetElementHandler(
            parser,
            { data, name, _ in
                unsafe ExpatParser.change(data) { unsafe $0.start(ExpatParser.place(of: name, in: $1)) }
            },
            { data, _ in unsafe ExpatParser.change(data) { tree, _ in tree.end() } })
        unsafe XML_SetCharacterDataHandler(parser) { data, bytes, count in
            let text = unsafe UnsafeRawBufferPointer(start: bytes, count: Int(count))
            unsafe ExpatParser.change(data) { tree, _ in unsafe tree.append(text) }
        }
        unsafe XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            unsafe ExpatParser.change(data) { tree, _ in tree.stop(.documentType) }
        }
    }

    /// Has the tree take what Expat reports.
    private static func change(_ data: UnsafeMutableRawPointer?, _ body: (inout XMLTree, XML_Parser) -> Void) {
        guard let reading = unsafe data?.assumingMemoryBound(to: Reading.self) else { return }
        let parser = unsafe reading.pointee.parser
        let goesOn = unsafe reading.pointee.tree.take { unsafe body(&$0, parser) }
        if !goesOn { _ = unsafe XML_StopParser(parser, XML_Bool(XML_FALSE)) }
    }

    /// Where the local name of the element that begins stands in the text. `name` has the prefix, if there is one.
    private static func place(of name: UnsafePointer<CChar>?, in parser: XML_Parser) -> Range<Int> {
        guard let name = unsafe name else { return 0..<0 }
        let prefix = unsafe strrchr(name, CInt(UInt8(ascii: ":"))).map { unsafe UnsafePointer($0) + 1 - name } ?? 0
        // Behind the “<” at which Expat is.
        let begin = unsafe Int(XML_GetCurrentByteIndex(parser)) + 1
        return unsafe (begin + prefix)..<(begin + strlen(name))
    }
}

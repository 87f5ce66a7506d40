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

    private let parser: XML_Parser
    private var tree = XMLTree(maximumDepth: 0, maximumElements: 0)
    private var largest = 0

    private init() throws(XMLError) {
        // An encoding is given, so that the text can't choose one: AWS answers in UTF-8.
        guard let parser = unsafe XML_ParserCreate("UTF-8") else { throw .malformed("out of memory") }
        unsafe self.parser = unsafe parser
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
    ///   - empty: a tree without elements.
    /// - Returns: the tree, with a root.
    /// - Throws: what `XMLError` says.
    func parse(_ bytes: [UInt8], into empty: XMLTree) throws(XMLError) -> XMLTree {
        tree = empty
        defer { tree = XMLTree(maximumDepth: 0, maximumElements: 0) }
        largest = max(largest, bytes.count)
        prepare()
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe XML_Parse(parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), 1)
        }
        if let failure = tree.failure { throw failure }
        guard status == XML_STATUS_OK, !tree.elements.isEmpty else {
            throw .malformed(unsafe String(cString: XML_ErrorString(XML_GetErrorCode(parser))))
        }
        return tree
    }

    /// Sets what a reset takes away.
    private func prepare() {
        unsafe XML_SetHashSalt(parser, Self.hashSalt)
        unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        // A C function pointer can't capture: each handler finds this object through Expat's user data.
        unsafe XML_SetElementHandler(
            parser, { data, name, _ in unsafe ExpatParser.of(data)?.start(name) },
            { data, _ in unsafe ExpatParser.of(data)?.change { $0.end() } })
        unsafe XML_SetCharacterDataHandler(parser) { data, bytes, count in
            let text = unsafe UnsafeRawBufferPointer(start: bytes, count: Int(count))
            unsafe ExpatParser.of(data)?.change { unsafe $0.append(text) }
        }
        unsafe XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            unsafe ExpatParser.of(data)?.change { $0.stop(.documentType) }
        }
    }

    private static func of(_ data: UnsafeMutableRawPointer?) -> ExpatParser? {
        unsafe data.map { unsafe Unmanaged<ExpatParser>.fromOpaque($0).takeUnretainedValue() }
    }

    /// An element begins.
    ///
    /// - Parameter name: with the prefix, if it has one.
    private func start(_ name: UnsafePointer<CChar>?) {
        guard let name = unsafe name else { return }
        let prefix = unsafe strrchr(name, CInt(UInt8(ascii: ":"))).map { unsafe UnsafePointer($0) + 1 - name } ?? 0
        // Behind the “<” at which Expat is.
        let begin = unsafe Int(XML_GetCurrentByteIndex(parser)) + 1
        let end = unsafe begin + strlen(name)
        change { $0.start((begin + prefix)..<end) }
    }

    private func change(_ body: (inout XMLTree) -> Void) {
        if !tree.take(body) { _ = unsafe XML_StopParser(parser, XML_Bool(XML_FALSE)) }
    }
}

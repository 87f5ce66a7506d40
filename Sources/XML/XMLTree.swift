/// The elements of a text, while they are read.
struct XMLTree {
    private(set) var elements: [XMLDocument.Element] = []
    private var cursor: XMLCursor
    /// The elements that have begun and not ended.
    private var open: [Open] = []
    /// The texts of the open elements, one behind the other.
    private var text: [UInt8] = []
    private let maximumDepth: Int
    private let maximumElements: Int

    private struct Open {
        var index: Int
        /// Where the name stands in the source, with the prefix if it has one.
        var name: Range<Int>
        /// Where its text begins in `text`.
        var textStart: Int
    }

    init(_ bytes: [UInt8], maximumDepth: Int, maximumElements: Int) {
        cursor = XMLCursor(bytes)
        self.maximumDepth = maximumDepth
        self.maximumElements = maximumElements
        elements.reserveCapacity(32)
        open.reserveCapacity(8)
        text.reserveCapacity(min(bytes.count, 2_048))
    }

    /// Reads all of the text, which is one element, and around it white space, comments and processing instructions.
    mutating func readDocument() throws(XMLError) {
        // A byte order mark, which isn't part of the text.
        _ = cursor.take("\u{feff}")
        repeat {
            if open.isEmpty { cursor.skipSpace() } else { try cursor.readText(into: &text) }
            if cursor.isAtEnd { break }
            try readMarkup()
        } while true
        guard open.isEmpty, !elements.isEmpty else { throw cursor.malformed }
    }

    /// Reads what begins with `<`.
    private mutating func readMarkup() throws(XMLError) {
        guard cursor.take(byte: "<") else { throw cursor.malformed }
        switch cursor.next {
        case UInt8(ascii: "/"): try end()
        case UInt8(ascii: "?"): try cursor.skipInstruction()
        case UInt8(ascii: "!"):
            if cursor.take("!--") { return try cursor.skipComment() }
            if !open.isEmpty, cursor.take("![CDATA[") { return try cursor.readCDATA(into: &text) }
            if elements.isEmpty, cursor.take("!DOCTYPE") { throw .documentType }
            throw cursor.malformed
        default: try start()
        }
    }

    private mutating func start() throws(XMLError) {
        // Behind the root there is no other element.
        guard !open.isEmpty || elements.isEmpty else { throw cursor.malformed }
        let name = try cursor.readName()
        guard elements.count < maximumElements else { throw .tooManyElements }
        guard open.count < maximumDepth else { throw .tooDeep }
        open.append(Open(index: elements.count, name: name, textStart: text.count))
        elements.append(.init(name: cursor.localPart(of: name), end: 0))
        try cursor.skipAttributes()
        if cursor.take("/>") { return close() }
        guard cursor.take(byte: ">") else { throw cursor.malformed }
    }

    private mutating func end() throws(XMLError) {
        guard let last = open.last, cursor.take(byte: "/"), cursor.takeAgain(last.name) else { throw cursor.malformed }
        cursor.skipSpace()
        guard cursor.take(byte: ">") else { throw cursor.malformed }
        close()
    }

    private mutating func close() {
        let last = open.removeLast()
        elements[last.index].end = elements.count
        guard text.count > last.textStart else { return }
        elements[last.index].text = String(decoding: text[last.textStart...], as: UTF8.self)
        text.removeLast(text.count - last.textStart)
    }
}

/// Reads a whole YAML text into a tree by libyaml, within bounds.
///
/// It takes the plain part of YAML: lists, maps and texts in one document. Anchors and aliases, with which a short text becomes
/// a huge one, tags and repeated names are refused. What is written without quotes is a text as well, so that `no` and
/// `0123` mean what they say.
package struct YAMLReader {
    /// In bytes.
    package static let maximumSize = 256 << 10
    package static let maximumDepth = 16
    package static let maximumNodes = 20_000

    private let events: YAMLEvents
    private let maximumNodes: Int
    private var count = 0
    private var depth = 0

    private init(_ events: YAMLEvents, maximumNodes: Int) {
        self.events = events
        self.maximumNodes = maximumNodes
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - bytes: the whole text, in UTF-8.
    ///   - maximumSize: the most bytes.
    ///   - maximumNodes: the most maps, lists and texts, names included.
    /// - Returns: the value that it writes.
    /// - Throws: ``YAMLError`` with the line of what is wrong. An empty text is an error.
    package static func read(
        _ bytes: [UInt8], maximumSize: Int = maximumSize, maximumNodes: Int = maximumNodes
    ) throws(YAMLError) -> YAMLNode {
        guard bytes.count <= maximumSize else {
            throw YAMLError(line: 1, reason: "it is larger than \(maximumSize) bytes")
        }
        guard let events = YAMLEvents(bytes) else { throw YAMLError(line: 1, reason: "there is no memory to read it") }
        var reader = YAMLReader(events, maximumNodes: maximumNodes)
        return try reader.document()
    }

    private mutating func document() throws(YAMLError) -> YAMLNode {
        try expect(.streamStart)
        let start = try events.next()
        guard start.kind == .documentStart else { throw YAMLError(line: start.line, reason: "it is empty") }
        let root = try node(try events.next())
        try expect(.documentEnd)
        let end = try events.next()
        guard end.kind == .streamEnd else { throw YAMLError(line: end.line, reason: "a second document begins") }
        return root
    }

    private func expect(_ kind: YAMLEvents.Kind) throws(YAMLError) {
        let event = try events.next()
        guard event.kind == kind else { throw YAMLError(line: event.line, reason: "it ends in the middle") }
    }

    private mutating func node(_ event: YAMLEvents.Event) throws(YAMLError) -> YAMLNode {
        count += 1
        guard count <= maximumNodes else {
            throw YAMLError(line: event.line, reason: "it has more than \(maximumNodes) values")
        }
        guard !event.isDecorated else {
            throw YAMLError(line: event.line, reason: "anchors and tags aren't taken")
        }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw YAMLError(line: event.line, reason: "it is deeper than \(Self.maximumDepth) levels")
        }
        switch event.kind {
        case .text(let text): return YAMLNode(content: .text(text), line: event.line)
        case .listStart: return YAMLNode(content: .list(try list()), line: event.line)
        case .mapStart: return YAMLNode(content: .map(try map()), line: event.line)
        case .alias: throw YAMLError(line: event.line, reason: "aliases aren't taken")
        default: throw YAMLError(line: event.line, reason: "it ends in the middle")
        }
    }

    private mutating func list() throws(YAMLError) -> [YAMLNode] {
        var nodes: [YAMLNode] = []
        while true {
            let event = try events.next()
            if event.kind == .listEnd { return nodes }
            nodes.append(try node(event))
        }
    }

    private mutating func map() throws(YAMLError) -> [YAMLNode.Member] {
        var members: [YAMLNode.Member] = []
        var names: Set<String> = []
        while true {
            let event = try events.next()
            if event.kind == .mapEnd { return members }
            guard case .text(let name) = try node(event).content else {
                throw YAMLError(line: event.line, reason: "a name should be a text")
            }
            guard names.insert(name).inserted else {
                throw YAMLError(line: event.line, reason: "“\(name)” occurs twice")
            }
            members.append(.init(name: name, line: event.line, value: try node(try events.next())))
        }
    }
}

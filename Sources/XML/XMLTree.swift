/// The elements of a text, while they begin and end. It is used for one text after the other.
struct XMLTree {
    /// What a text may have.
    struct Bounds {
        var maximumDepth: Int
        var maximumElements: Int
    }

    private(set) var elements: [XMLDocument.Element] = []
    private(set) var failure: XMLError?
    /// The elements that have begun and not ended.
    private var open: [Open] = []
    /// The texts of the open elements, one behind the other.
    private var text: [UInt8] = []
    private var bounds = Bounds(maximumDepth: 0, maximumElements: 0)

    private struct Open {
        var index: Int
        /// Where its text begins in `text`.
        var textStart: Int
    }

    /// Begins another text.
    mutating func begin(within bounds: Bounds) {
        self.bounds = bounds
        failure = nil
        elements.reserveCapacity(24)
        open.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
    }

    /// The elements of the text that was read.
    mutating func takeElements() -> [XMLDocument.Element] {
        defer { elements = [] }
        return elements
    }

    /// Has `change` take what Expat reports, unless something has failed: a parser that was stopped may still report an event or
    /// two.
    ///
    /// - Returns: whether Expat should go on.
    mutating func take(_ change: (inout XMLTree) -> Void) -> Bool {
        if failure == nil { change(&self) }
        return failure == nil
    }

    mutating func stop(_ error: XMLError) { failure = error }

    /// - Parameter name: where the local name stands in the text.
    mutating func start(_ name: Range<Int>) {
        guard elements.count < bounds.maximumElements else { return stop(.tooManyElements) }
        guard open.count < bounds.maximumDepth else { return stop(.tooDeep) }
        open.append(Open(index: elements.count, textStart: text.count))
        elements.append(.init(name: name, end: 0))
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        unsafe text.append(contentsOf: bytes)
    }

    mutating func end() {
        guard let last = open.popLast() else { return }
        elements[last.index].end = elements.count
        guard text.count > last.textStart else { return }
        elements[last.index].text = String(decoding: text[last.textStart...], as: UTF8.self)
        text.removeLast(text.count - last.textStart)
    }
}

/// What was read of an XML text: its elements, in the order in which they begin.
final class XMLDocument: Sendable {
    struct Element: Sendable {
        /// Where the local name stands in the text.
        var name: Range<Int>
        var text = ""
        /// The index behind the last element in it.
        var end: Int
    }

    private let bytes: [UInt8]
    let elements: [Element]

    init(_ bytes: [UInt8], _ elements: [Element]) {
        self.bytes = bytes
        self.elements = elements
    }

    /// Calls `body` with the index of each child, until it returns false.
    func forEachChild(of index: Int, _ body: (Int) -> Bool) {
        var child = index + 1
        while child < elements[index].end, body(child) { child = elements[child].end }
    }

    func name(of index: Int) -> String { String(decoding: bytes[elements[index].name], as: UTF8.self) }

    func isNamed(_ index: Int, _ name: String) -> Bool {
        let range = elements[index].name
        guard range.count == name.utf8.count else { return false }
        let name = name.utf8.span
        for offset in name.indices where bytes[range.lowerBound + offset] != name[offset] { return false }
        return true
    }
}

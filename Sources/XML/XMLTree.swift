import Glibc

/// A tree that grows as its elements begin and end.
struct XMLTree {
    private(set) var root: XMLElement?
    private(set) var failure: XMLError?
    /// The elements that have begun and not ended.
    private var open: [XMLElement] = []
    /// Where the text of each of these begins in `text`.
    private var textStarts: [Int] = []
    /// The texts of the open elements, one behind the other.
    private var text: [UInt8] = []
    private var count = 0
    private let maximumDepth: Int
    private let maximumElements: Int

    init(maximumDepth: Int, maximumElements: Int) {
        self.maximumDepth = maximumDepth
        self.maximumElements = maximumElements
        open.reserveCapacity(8)
        textStarts.reserveCapacity(8)
        text.reserveCapacity(2_048)
    }

    mutating func stop(_ error: XMLError) { failure = error }

    /// - Parameter name: with the prefix, if it has one.
    mutating func start(_ name: UnsafePointer<CChar>) {
        count += 1
        guard count <= maximumElements else { return stop(.tooManyElements) }
        guard open.count < maximumDepth else { return stop(.tooDeep) }
        let local = unsafe strrchr(name, CInt(UInt8(ascii: ":"))).map { unsafe UnsafePointer($0) + 1 } ?? name
        open.append(XMLElement(name: unsafe String(cString: local)))
        textStarts.append(text.count)
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        unsafe text.append(contentsOf: bytes)
    }

    mutating func end() {
        guard var element = open.popLast(), let start = textStarts.popLast() else { return }
        element.text = String(decoding: text[start...], as: UTF8.self)
        text.removeSubrange(start...)
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].children.append(element)
        }
    }
}

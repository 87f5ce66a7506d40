import CExpat
import Glibc

/// Collects what Expat reports into a tree. Expat holds its address while it parses.
@safe final class XMLTreeBuilder {
    private(set) var root: XMLElement?
    private(set) var failure: XMLError?
    private var open: [XMLElement] = []
    private var text: [[UInt8]] = []
    private var count = 0
    private let parser: XML_Parser
    private let maximumDepth: Int
    private let maximumElements: Int

    init(_ parser: XML_Parser, maximumDepth: Int, maximumElements: Int) {
        unsafe self.parser = unsafe parser
        self.maximumDepth = maximumDepth
        self.maximumElements = maximumElements
        unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        // A C function pointer can't capture: each handler finds the builder through Expat's user data.
        unsafe XML_SetElementHandler(
            parser,
            { data, name, _ in unsafe XMLTreeBuilder.from(data)?.start(name) },
            { data, _ in unsafe XMLTreeBuilder.from(data)?.end() })
        unsafe XML_SetCharacterDataHandler(parser) { data, bytes, count in
            unsafe XMLTreeBuilder.from(data)?.append(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        }
        unsafe XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            unsafe XMLTreeBuilder.from(data)?.stop(.documentType)
        }
    }

    private static func from(_ data: UnsafeMutableRawPointer?) -> XMLTreeBuilder? {
        guard let data = unsafe data else { return nil }
        return unsafe Unmanaged<XMLTreeBuilder>.fromOpaque(data).takeUnretainedValue()
    }

    private func stop(_ error: XMLError) {
        if failure == nil { failure = error }
        _ = unsafe XML_StopParser(parser, XML_Bool(XML_FALSE))
    }

    private func start(_ name: UnsafePointer<XML_Char>?) {
        // After XML_StopParser Expat may still report an event or two.
        guard failure == nil, let name = unsafe name else { return }
        count += 1
        guard count <= maximumElements else { return stop(.tooManyElements) }
        guard open.count < maximumDepth else { return stop(.tooDeep) }
        let local = unsafe strrchr(name, CInt(UInt8(ascii: ":"))).map { unsafe UnsafePointer($0) + 1 } ?? name
        open.append(XMLElement(name: unsafe String(cString: local)))
        text.append([])
    }

    private func append(_ bytes: UnsafeRawBufferPointer) {
        guard failure == nil, !text.isEmpty else { return }
        unsafe text[text.count - 1].append(contentsOf: bytes)
    }

    private func end() {
        guard failure == nil, var element = open.popLast(), let bytes = text.popLast() else { return }
        element.text = String(decoding: bytes, as: UTF8.self)
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].children.append(element)
        }
    }
}

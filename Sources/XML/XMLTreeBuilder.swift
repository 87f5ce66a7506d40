import CExpat
import Glibc

/// Collects what Expat reports into a tree. Expat holds its address while it parses.
@safe final class XMLTreeBuilder {
    private var tree: XMLTree
    private let parser: XML_Parser

    init(_ parser: XML_Parser, maximumDepth: Int, maximumElements: Int) {
        unsafe self.parser = unsafe parser
        tree = XMLTree(maximumDepth: maximumDepth, maximumElements: maximumElements)
        unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        // A C function pointer can't capture: each handler finds the builder through Expat's user data.
        unsafe XML_SetElementHandler(
            parser,
            { data, name, _ in unsafe XMLTreeBuilder.change(data) { tree in unsafe name.map { unsafe tree.start($0) } }
            },
            { data, _ in unsafe XMLTreeBuilder.change(data) { $0.end() } })
        unsafe XML_SetCharacterDataHandler(parser) { data, bytes, count in
            unsafe XMLTreeBuilder.change(data) { tree in
                unsafe tree.append(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
            }
        }
        unsafe XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            unsafe XMLTreeBuilder.change(data) { $0.stop(.documentType) }
        }
    }

    var root: XMLElement? { tree.root }
    var failure: XMLError? { tree.failure }

    private static func change<Result>(_ data: UnsafeMutableRawPointer?, _ body: (inout XMLTree) -> Result?) {
        guard let data = unsafe data else { return }
        let builder = unsafe Unmanaged<XMLTreeBuilder>.fromOpaque(data).takeUnretainedValue()
        // After XML_StopParser Expat may still report an event or two.
        guard builder.tree.failure == nil else { return }
        _ = body(&builder.tree)
        if builder.tree.failure != nil { _ = unsafe XML_StopParser(builder.parser, XML_Bool(XML_FALSE)) }
    }
}

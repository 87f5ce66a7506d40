/// Writes a JSON text piece by piece, where a ``JSONValue`` would be made only to be written.
package struct JSONWriter: Sendable {
    /// What was written, in UTF-8.
    package private(set) var bytes: [UInt8] = []
    /// Whether the next value or name follows another one, and so a comma.
    private var isBehindAnother = false

    package init() {
        // What most texts need, and no more than the allocator serves quickly.
        bytes.reserveCapacity(960)
    }

    /// Writes an object; `body` writes its members.
    package mutating func object(_ body: (inout JSONWriter) -> Void) { enclose("{", "}", body) }

    /// Writes an array; `body` writes its elements.
    package mutating func array(_ body: (inout JSONWriter) -> Void) { enclose("[", "]", body) }

    /// Writes the name of a member, whose value has to follow.
    private mutating func name(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        isBehindAnother = false
    }

    package mutating func string(_ text: String) {
        string(text.utf8.span)
    }

    /// Writes a text that is in UTF-8.
    private mutating func string(_ utf8: borrowing Span<UInt8>) {
        begin()
        JSONValue.write(utf8, to: &bytes)
    }

    package mutating func value(_ value: JSONValue) {
        begin()
        value.write(to: &bytes)
    }

    /// Writes a member whose value `body` writes.
    package mutating func member(_ name: String, _ body: (inout JSONWriter) -> Void) {
        self.name(name)
        body(&self)
    }

    package mutating func member(_ name: String, _ text: String) {
        self.name(name)
        string(text)
    }

    /// Writes a member whose value is a text in UTF-8.
    package mutating func member(_ name: String, utf8: borrowing Span<UInt8>) {
        self.name(name)
        string(utf8)
    }

    package mutating func member(_ name: String, _ value: JSONValue) {
        self.name(name)
        self.value(value)
    }

    /// Ends the line.
    package mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }

    private mutating func enclose(_ start: Unicode.Scalar, _ end: Unicode.Scalar, _ body: (inout JSONWriter) -> Void) {
        begin()
        bytes.append(UInt8(ascii: start))
        isBehindAnother = false
        body(&self)
        bytes.append(UInt8(ascii: end))
        isBehindAnother = true
    }

    private mutating func begin() {
        if isBehindAnother { bytes.append(UInt8(ascii: ",")) }
        isBehindAnother = true
    }
}

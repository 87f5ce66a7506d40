/// A line of an ``INIDocument``, where it stands in the file's bytes.
struct INILine: Sendable {
    enum Kind: Sendable, Equatable {
        /// A blank line or a comment.
        case nothing
        /// The name, without the blanks around it.
        case header(Range<Int>)
        case setting(key: Range<Int>, value: Range<Int>)
        /// What it adds to the value of the setting before it.
        case continuation(Range<Int>)
        /// None of these.
        case malformed
    }

    var kind: Kind
    /// With the end of the line.
    var range: Range<Int>
    /// Where the first character is that isn't a blank.
    var start: Int
    /// Where its end begins: `\n`, `\r\n` or nothing.
    var end: Int
}

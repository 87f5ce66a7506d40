extension String {
    /// Whether this is an ASCII text, given in lower case, without regard to the case of letters.
    package func isASCII(_ text: String) -> Bool {
        let (own, other) = (utf8.span, text.utf8.span)
        guard own.count == other.count else { return false }
        for index in own.indices where own[index].asciiLowercased != other[index] { return false }
        return true
    }
}

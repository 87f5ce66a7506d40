extension String {
    /// The text that bytes of UTF-8 stand for; nil when they aren't UTF-8.
    ///
    /// `init(validating:as:)` does the same for any collection and encoding, whose types the runtime looks up by name when a
    /// process first calls it.
    package init?(utf8 bytes: Span<UInt8>) {
        guard let text = try? UTF8Span(validating: bytes) else { return nil }
        self.init(copying: text)
    }
}

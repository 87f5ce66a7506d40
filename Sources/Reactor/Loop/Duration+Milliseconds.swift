extension Duration {
    /// The whole milliseconds, rounded up and at least 1, as epoll and libcurl count time.
    package var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 1 << 32 else { return 1 << 42 }
        let rounded = Int(seconds) * 1_000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
        return max(1, rounded)
    }
}

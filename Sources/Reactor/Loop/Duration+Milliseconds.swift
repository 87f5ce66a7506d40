extension Duration {
    /// The whole milliseconds, rounded up and at least 1, as epoll and libcurl count time.
    package var wholeMilliseconds: Int {
        let rounded = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int(min(max(1, rounded), 1 << 42))
    }
}

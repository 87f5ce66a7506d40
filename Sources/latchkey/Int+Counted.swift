extension Int {
    /// The number with what is counted, such as `1 profile` or `3 profiles`.
    ///
    /// - Parameter noun: one of them, whose plural has an `s`.
    /// - Returns: the words.
    func counted(_ noun: String) -> String { self == 1 ? "1 \(noun)" : "\(self) \(noun)s" }
}

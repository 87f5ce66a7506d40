import IAMPolicy

extension PolicyElement {
    /// The texts of a list of them, or the only one.
    var texts: [String] {
        if case .array(let elements) = self { return elements.compactMap(\.string) }
        return [string].compactMap { $0 }
    }
}

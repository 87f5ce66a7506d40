import IAMPolicy

extension PolicyStatement {
    /// Whether its actions include this one, which has no case.
    func isAbout(_ action: String) -> Bool {
        func includes(_ patterns: PolicyElement) -> Bool {
            patterns.texts.contains { PolicyPattern($0.lowercased(), wildcards: .match).matches(action.lowercased()) }
        }
        if let actions = elements["Action"] { return includes(actions) }
        return elements["NotAction"].map { !includes($0) } ?? false
    }
}

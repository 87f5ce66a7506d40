/// Everything that is wrong with the settings, in one report.
package struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence each, beginning with the setting's name.
    package var problems: [String]

    package init(problems: [String]) {
        self.problems = problems
    }

    /// The report, one problem a line.
    package var description: String {
        let count = problems.count == 1 ? "1 setting needs" : "\(problems.count) settings need"
        return "\(count) attention:\n" + problems.map { "  - \($0)" }.joined(separator: "\n")
    }
}

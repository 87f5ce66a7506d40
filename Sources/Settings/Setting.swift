/// One setting as it is declared: what the programs read, `--help` prints and the manual's table shows.
package struct Setting: Sendable, Equatable {
    /// What happens when it is absent.
    package enum Absence: Sendable, Equatable {
        /// The program doesn't start.
        case refused
        /// This value is taken.
        case value(String)
        /// Nothing is taken; the words say what that means.
        case meaning(String)
    }

    /// Where its value may stand.
    package enum Source: Sendable, Equatable {
        /// In the variable itself.
        case variable
        /// In the variable, or in the file that the variable with `_FILE` added names: it is a secret.
        case variableOrFile
    }

    /// The environment variable.
    package var name: String
    /// What it is for, in a few words.
    package var meaning: String
    /// What a value looks like, to be read after “should be”.
    package var form: String
    package var absence: Absence
    package var source: Source

    package init(_ name: String, _ meaning: String, form: String, absent: Absence, source: Source = .variable) {
        self.name = name
        self.meaning = meaning
        self.form = form
        self.absence = absent
        self.source = source
    }
}

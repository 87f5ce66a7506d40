/// The declaration of one setting. Programs read by it, `--help` prints it, and `scripts/settings.md` lists it.
package struct Setting: Sendable, Equatable {
    /// What happens when it is absent.
    package enum Absence: Sendable, Equatable {
        /// The program doesn't start.
        case refused
        /// This value is used.
        case value(String)
        /// There is no value; the text says what that means.
        case meaning(String)
    }

    /// Where the value may be given.
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
    /// What a value looks like, as the end of a sentence that begins with “it should be”.
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

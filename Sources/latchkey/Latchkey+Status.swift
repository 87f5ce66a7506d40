extension Latchkey {
    /// What the tool exits with: the numbers of `sysexits.h`.
    enum Status: Int32, CaseIterable {
        case success = 0
        /// A plan has changes, as with `diff(1)` and its like: not an error.
        case changes = 2
        /// `EX_USAGE`: an argument is wrong.
        case usage = 64
        /// `EX_NOUSER`: there is no such IAM user, and no role that one left behind.
        case noSuchUser = 67
        /// `EX_UNAVAILABLE`: AWS or the server can't be reached, or doesn't do what it was asked.
        case unavailable = 69
        /// `EX_CANTCREAT`: a file can't be written.
        case cannotCreate = 73
        /// `EX_IOERR`: standard output can't be written to.
        case inputOutput = 74
        /// `EX_TEMPFAIL`: too many requests; a later try may succeed.
        case tryAgain = 75
        /// `EX_PROTOCOL`: what answered doesn't speak as AWS or as a Latchkey server does.
        case badAnswer = 76
        /// `EX_NOPERM`: the credentials aren't valid, or not for this.
        case noPermission = 77
        /// `EX_CONFIG`: credentials or settings are missing, or wrong.
        case configuration = 78
        /// The command of `exec` can't be run, as with `env(1)`.
        case notExecutable = 126
        /// There is no such command, as with `env(1)`.
        case notFound = 127
    }
}

import AWS
import Baseline

// Why somebody wasn't given a first secret, in words for whoever runs the command.

extension CommandError {
    /// - Parameters:
    ///   - error: what is wrong with a person's key.
    ///   - secrets: what can't be encrypted to it.
    ///   - person: whose it is.
    ///   - path: the file of the account.
    init(_ error: FirstSecretError, _ secrets: [FirstSecret], of person: PersonEntry, in path: String) {
        let what = secrets.map(\.words).joined(separator: " and no ")
        let line = person.pgpKeyLine > 0 ? person.pgpKeyLine : person.line
        let cause = CommandError(error, secrets.first ?? .password, of: person.name)
        guard case .encryption(let reason) = error else {
            self.init(cause.status, "\(path): line \(line): \(cause.description)")
            return
        }
        let key = person.pgpKeyFile.map { "their PGP key in \($0)" } ?? "their PGP key"
        self.init(
            cause.status,
            "\(path): line \(line): \(person.name) gets no \(what), as \(key) can't be used: \(reason)")
    }

    init(_ error: FirstSecretError, _ secret: FirstSecret, of person: UserName) {
        let what = secret.words
        switch error {
        case .noKey:
            self.init(
                .configuration,
                "\(person) gets no \(what): the file has no pgp-key to encrypt it to")
        case .encryption(let reason):
            self.init(.configuration, "\(person) gets no \(what), as their PGP key can't be used: \(reason)")
        case .delivery(let reason): self.init(.cannotCreate, "\(person) gets no \(what): \(reason)")
        case .aws(let error):
            let cause = CommandError(error)
            self.init(cause.status, "\(person) may have got no \(what): \(cause.description)")
        case .otherRun:
            self.init(
                .tryAgain,
                "\(person) got no \(what), as another apply may be giving it: run it again when that one has ended")
        case .unsettled(let error):
            let cause = CommandError(error)
            self.init(
                cause.status,
                "\(person) has a \(what) that was written, but not noted, so that another apply may replace it: run it again "
                    + "before you hand it over: \(cause.description)")
        case .keyMayBeLeft(let error):
            let cause = CommandError(error)
            self.init(
                cause.status,
                "\(person) got no \(what), but may have an access key that nobody has the secret of, which the next "
                    + "apply deletes: \(cause.description)")
        }
    }
}

extension FirstSecret {
    fileprivate var words: String {
        switch self {
        case .password: "first password"
        case .accessKey: "first access key"
        }
    }
}

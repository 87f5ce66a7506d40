import AWS
import Baseline

// Why somebody wasn't given a first secret, in words for whoever runs the command.

extension CommandError {
    init(_ error: FirstSecretError, _ secret: FirstSecret, of person: UserName) {
        let what =
            switch secret {
            case .password: "first password"
            case .accessKey: "first access key"
            }
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

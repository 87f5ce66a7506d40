package import AWS
package import Concurrency
import Formats

/// Makes people's first secrets, each of which is encrypted in the moment in which it is made.
///
/// A password is encrypted and delivered before it becomes the user's. AWS makes access keys itself, so a tag on the user says
/// first that one is being made. Broken off anywhere, a later call finds what was left; and several at once give a person one
/// secret that works: see ``FirstSecretClaim``.
package struct FirstSecrets: Sendable {
    /// What was done.
    package struct Report: Sendable, Equatable {
        /// What the delivered message is called; nil if the person had the secret already.
        package var fileName: String?
        /// Keys that an earlier try had left, and nobody was given: they were deleted.
        package var deletedKeys: [AccessKeyID] = []
    }

    private let iam: IAM
    private let account: AWSAccount
    private let alias: String?
    private let minimumPasswordLength: Int
    private let encryption: any SecretEncryption
    private let delivery: any SecretDelivery
    private let random: @Sendable (Int) -> [UInt8]
    private let timekeeper: Timekeeper
    private let times: FirstSecretClaim.Times
    private let waiting: @Sendable (UserName) async -> Void

    /// - Parameters:
    ///   - iam: signs as who may change users.
    ///   - account: the account.
    ///   - alias: the account's alias; nil if it has none.
    ///   - minimumPasswordLength: what the account's password policy asks for.
    ///   - encryption: encrypts to people's keys.
    ///   - delivery: takes what was encrypted.
    ///   - random: random bytes that nobody can foresee.
    ///   - timekeeper: waits.
    ///   - waiting: is told for whom a wait begins, as another run may be giving them the secret.
    package init(
        iam: IAM, account: AWSAccount, alias: String?, minimumPasswordLength: Int,
        encryption: any SecretEncryption, delivery: any SecretDelivery, random: @escaping @Sendable (Int) -> [UInt8],
        timekeeper: Timekeeper, waiting: @escaping @Sendable (UserName) async -> Void
    ) {
        self.init(
            iam: iam, account: account, alias: alias, minimumPasswordLength: minimumPasswordLength,
            encryption: encryption, delivery: delivery, random: random, timekeeper: timekeeper, times: .init(),
            waiting: waiting)
    }

    init(
        iam: IAM, account: AWSAccount, alias: String?, minimumPasswordLength: Int,
        encryption: any SecretEncryption, delivery: any SecretDelivery, random: @escaping @Sendable (Int) -> [UInt8],
        timekeeper: Timekeeper, times: FirstSecretClaim.Times,
        waiting: @escaping @Sendable (UserName) async -> Void = { _ in }
    ) {
        self.iam = iam
        self.account = account
        self.alias = alias
        self.minimumPasswordLength = minimumPasswordLength
        self.encryption = encryption
        self.delivery = delivery
        self.random = random
        self.timekeeper = timekeeper
        self.times = times
        self.waiting = waiting
    }

    /// Gives a person a first secret, unless they have it.
    ///
    /// - Parameters:
    ///   - secret: which.
    ///   - person: of whom the user exists.
    /// - Returns: what was done.
    /// - Throws: why there is none. Another try takes up where this one stopped.
    package func make(_ secret: FirstSecret, for person: PersonEntry) async throws(FirstSecretError) -> Report {
        guard let key = person.pgpKey else { throw .noKey }
        // Nothing is begun that can't be ended.
        try encryption.check(key)
        let work = FirstSecretWork(
            iam: iam, person: person, key: key,
            message: FirstSecretMessage(account: account, alias: alias, person: person.name, secret: secret),
            encryption: encryption, delivery: delivery,
            claim: FirstSecretClaim(
                iam: iam, userName: person.name, secret: secret, token: Hexadecimal.encode(random(16)), times: times,
                timekeeper: timekeeper, waiting: waiting))
        switch secret {
        case .password:
            return try await work.makePassword(FirstPassword.make(minimumLength: minimumPasswordLength, random: random))
        case .accessKey: return try await work.makeAccessKey()
        }
    }
}

package import AWS
package import Concurrency
import FoundationEssentials
import Secrets

/// Makes people's first secrets, each of which is encrypted in the moment in which it is made.
///
/// A password is encrypted and delivered before it becomes the user's. AWS makes access keys itself, so a tag on the user says
/// first that one is being made. Broken off anywhere, a later call finds what was left: see ``FirstKeyTag``.
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

    /// - Parameters:
    ///   - iam: signs as who may change users.
    ///   - account: the account.
    ///   - alias: the account's alias; nil if it has none.
    ///   - minimumPasswordLength: what the account's password policy asks for.
    ///   - encryption: encrypts to people's keys.
    ///   - delivery: takes what was encrypted.
    ///   - random: random bytes that nobody can foresee.
    ///   - timekeeper: waits.
    package init(
        iam: IAM, account: AWSAccount, alias: String?, minimumPasswordLength: Int,
        encryption: any SecretEncryption, delivery: any SecretDelivery, random: @escaping @Sendable (Int) -> [UInt8],
        timekeeper: Timekeeper
    ) {
        self.iam = iam
        self.account = account
        self.alias = alias
        self.minimumPasswordLength = minimumPasswordLength
        self.encryption = encryption
        self.delivery = delivery
        self.random = random
        self.timekeeper = timekeeper
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
        let message = FirstSecretMessage(account: account, alias: alias, person: person.name, secret: secret)
        switch secret {
        case .password: return try await makePassword(for: person, key: key, message)
        case .accessKey: return try await makeAccessKey(for: person, key: key, message)
        }
    }

    private func deliver(
        _ text: Secret, to key: [UInt8], _ message: FirstSecretMessage
    ) throws(FirstSecretError) -> String {
        try delivery.deliver(message.around(encryption.encrypt(text, to: key)), named: message.fileName)
        return message.fileName
    }

    private func calling<Value>(
        _ body: () async throws(AWSError) -> Value
    ) async throws(FirstSecretError) -> Value {
        do throws(AWSError) {
            return try await body()
        } catch {
            throw .aws(error)
        }
    }

    // MARK: Passwords

    private func makePassword(
        for person: PersonEntry, key: [UInt8], _ message: FirstSecretMessage
    ) async throws(FirstSecretError) -> Report {
        let name = person.name
        let hasPassword = try await calling { () throws(AWSError) in try await iam.hasLoginProfile(name) }
        guard !hasPassword else { return Report() }
        let password = FirstPassword.make(minimumLength: minimumPasswordLength, random: random)
        let text = message.text(password: password, mustBeChanged: person.changeAtFirstSignIn)
        let fileName = try deliver(text, to: key, message)
        do throws(AWSError) {
            _ = try await iam.createLoginProfile(
                userName: name, password: password, passwordResetRequired: person.changeAtFirstSignIn)
        } catch  where error.code == .entityAlreadyExists {
            // There was none a moment ago. It is that of an attempt whose answer got lost, or of somebody who did the same at
            // this moment; what was delivered is to be the one that counts.
            try await calling { () throws(AWSError) in
                try await timekeeper.whileRefused { () throws(AWSError) in
                    try await iam.updateLoginProfile(
                        userName: name, password: password, passwordResetRequired: person.changeAtFirstSignIn)
                }
            }
        } catch {
            throw .aws(error)
        }
        return Report(fileName: fileName)
    }

    // MARK: Access keys

    private func makeAccessKey(
        for person: PersonEntry, key: [UInt8], _ message: FirstSecretMessage
    ) async throws(FirstSecretError) -> Report {
        let name = person.name
        var report = Report()
        let tags = try await calling { () throws(AWSError) in try await iam.getUser(userName: name).tags }
        let tag = tags.first { $0.key == FirstKeyTag.key }.flatMap { FirstKeyTag($0.value) }
        if case .given = tag { return report }
        if case .pending(let since) = tag {
            report.deletedKeys = try await calling { () throws(AWSError) in
                try await deleteLostKeys(of: name, since: since)
            }
        }
        let keys = try await calling { () throws(AWSError) in try await iam.listAccessKeys(userName: name) }
        if let own = keys.first {
            // They made one meanwhile, and use it.
            try await set(.given(own.accessKeyID), on: name)
            return report
        }
        // AWS gives creation dates in whole seconds.
        let since = Date(timeIntervalSince1970: iam.client.latestAWSTime.timeIntervalSince1970.rounded(.down) - 1)
        try await set(.pending(since: since), on: name)
        let made = try await createKey(of: name, since: since)
        do throws(FirstSecretError) {
            report.fileName = try deliver(message.text(made), to: key, message)
        } catch {
            try await delete(made, of: name)
            throw error
        }
        try await set(.given(made.accessKeyID), on: name)
        return report
    }

    private func createKey(of name: UserName, since: Date) async throws(FirstSecretError) -> AccessKey {
        do throws(AWSError) {
            return try await iam.createAccessKey(userName: name)
        } catch  where error.mayHaveBeenCarriedOut {
            // IAM may list the key later than now: the tag stays, and the next try looks again.
            _ = try? await deleteLostKeys(of: name, since: since)
            throw .keyMayBeLeft(error)
        } catch {
            throw .aws(error)
        }
    }

    private func delete(_ key: AccessKey, of name: UserName) async throws(FirstSecretError) {
        do throws(AWSError) {
            try await iam.deleteAccessKey(userName: name, accessKeyID: key.accessKeyID)
        } catch {
            throw .keyMayBeLeft(error)
        }
    }

    /// Deletes the keys that appeared since a date and were never used: nobody has their secrets.
    private func deleteLostKeys(of name: UserName, since: Date) async throws(AWSError) -> [AccessKeyID] {
        var deleted: [AccessKeyID] = []
        for key in try await iam.listAccessKeys(userName: name) {
            guard key.createDate.map({ $0 >= since }) ?? true,
                try await iam.getAccessKeyLastUsed(accessKeyID: key.accessKeyID).lastUsedDate == nil
            else { continue }
            try await iam.deleteAccessKey(userName: name, accessKeyID: key.accessKeyID)
            deleted.append(key.accessKeyID)
        }
        return deleted
    }

    private func set(_ tag: FirstKeyTag, on name: UserName) async throws(FirstSecretError) {
        try await calling { () throws(AWSError) in
            try await iam.tagUser(userName: name, tags: [Tag(key: FirstKeyTag.key, value: tag.value)])
        }
    }
}

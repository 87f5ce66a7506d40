import AWS
import Concurrency
import FoundationEssentials
import Secrets

/// The making of one secret for one person.
struct FirstSecretWork {
    /// How long after the claim's date a key may be made; it is dated anew otherwise.
    private static let longestCreation = 600.0
    /// How long after a change IAM shows it everywhere.
    private static let propagation = Duration.seconds(10)

    let iam: IAM
    let person: PersonEntry
    /// The person's PGP key.
    let key: [UInt8]
    let message: FirstSecretMessage
    let encryption: any SecretEncryption
    let delivery: any SecretDelivery
    let claim: FirstSecretClaim

    private var name: UserName { person.name }

    private func deliver(_ text: Secret) throws(FirstSecretError) {
        try delivery.deliver(message.around(encryption.encrypt(text, to: key)), named: message.fileName)
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

    /// Gives the person this password, unless they have one.
    func makePassword(_ password: Secret) async throws(FirstSecretError) -> FirstSecrets.Report {
        let name = name
        _ = try await claim.take(since: claim.now)
        do throws(FirstSecretError) {
            if try await calling({ () throws(AWSError) in try await iam.hasLoginProfile(name) }) {
                await claim.release()
                return .init()
            }
            try deliver(message.text(password: password, mustBeChanged: person.changeAtFirstSignIn))
        } catch {
            await claim.release()
            throw error
        }
        let start = claim.timekeeper.instant()
        do throws(AWSError) {
            _ = try await iam.createLoginProfile(
                userName: name, password: password, passwordResetRequired: person.changeAtFirstSignIn)
        } catch  where error.mayHaveBeenCarriedOut {
            try await settleWhose(password)
        } catch {
            delivery.withdraw(message.fileName)
            await claim.release()
            // Another run made one just now, and has delivered it before.
            throw error.code == .entityAlreadyExists ? .otherRun : .aws(error)
        }
        // Whoever took the claim over meanwhile sets a password of theirs.
        if claim.timekeeper.instant() - start > claim.times.step, try await !claim.isOwn() {
            delivery.withdraw(message.fileName)
            throw .otherRun
        }
        // Nor may another run set one that just waits for its turn.
        do throws(AWSError) { try await claim.end() } catch { throw .unsettled(error) }
        return FirstSecrets.Report(fileName: message.fileName)
    }

    /// An answer got lost, so that there may be this password, none, or another run's. Whose claim it is once everybody sees the
    /// same, theirs is the password that counts.
    private func settleWhose(_ password: Secret) async throws(FirstSecretError) {
        await claim.timekeeper.sleep(claim.times.takeover)
        guard try await claim.isOwn() else {
            delivery.withdraw(message.fileName)
            throw .otherRun
        }
        try await calling { () throws(AWSError) in
            do throws(AWSError) {
                try await claim.timekeeper.whileRefused { () throws(AWSError) in
                    try await iam.updateLoginProfile(
                        userName: name, password: password, passwordResetRequired: person.changeAtFirstSignIn)
                }
            } catch  where error.isNoSuchEntity {
                _ = try await iam.createLoginProfile(
                    userName: name, password: password, passwordResetRequired: person.changeAtFirstSignIn)
            }
        }
    }

    // MARK: Access keys

    /// Gives the person an access key, unless they were given one or have one.
    func makeAccessKey() async throws(FirstSecretError) -> FirstSecrets.Report {
        let began = claim.now
        let left = try await claim.take(since: began)
        if case .given = left { return .init() }
        var report = FirstSecrets.Report()
        if case .pending(let since, _) = left {
            report.deletedKeys = try await deleteLostKeys(since: since)
        }
        do throws(FirstSecretError) {
            let name = name
            let keys = try await calling { () throws(AWSError) in try await iam.listAccessKeys(userName: name) }
            if let own = keys.first {
                // Another run made it just now, and gives it away or deletes it.
                guard let created = own.createDate, created < began else { throw .otherRun }
                // They made one themselves, and use it.
                try await claim.settle(own.accessKeyID)
                return report
            }
            if left != nil { try await claim.renew() }
            let made = try await createKey()
            try await handOver(made)
            report.fileName = message.fileName
            return report
        } catch {
            switch error {
            // There may be something that the next run has to look for, or another run is at work.
            case .keyMayBeLeft, .unsettled, .otherRun: break
            default: await claim.release()
            }
            throw error
        }
    }

    private func createKey() async throws(FirstSecretError) -> AccessKey {
        let since = iam.client.latestAWSTime
        do throws(AWSError) {
            return try await iam.createAccessKey(userName: name)
        } catch  where error.mayHaveBeenCarriedOut {
            // IAM may list the key later than now. Where it isn't found, the claim stays, and the next run looks again.
            await claim.timekeeper.sleep(Self.propagation)
            guard try await claim.isOwn() else { throw .keyMayBeLeft(error) }
            let earliest = Date(timeIntervalSince1970: since.timeIntervalSince1970.rounded(.down) - 1)
            let deleted = (try? await deleteLostKeys(since: earliest)) ?? []
            throw deleted.isEmpty ? .keyMayBeLeft(error) : .aws(error)
        } catch {
            throw .aws(error)
        }
    }

    private func handOver(_ made: AccessKey) async throws(FirstSecretError) {
        var start = claim.timekeeper.instant()
        do throws(FirstSecretError) {
            let text = message.around(try encryption.encrypt(message.text(made), to: key))
            start = claim.timekeeper.instant()
            guard try await claim.isOwn() else { throw .otherRun }
            try delivery.deliver(text, named: message.fileName)
        } catch {
            try await delete(made.accessKeyID)
            throw error
        }
        try await settle(made)
        guard claim.timekeeper.instant() - start > claim.times.step else { return }
        // Another run may have taken the claim over, and deleted the key before it was settled.
        await claim.timekeeper.sleep(Self.propagation)
        let keys = try await calling { () throws(AWSError) in try await iam.listAccessKeys(userName: name) }
        guard keys.contains(where: { $0.accessKeyID == made.accessKeyID }) else {
            delivery.withdraw(message.fileName)
            await claim.unsettle()
            throw .otherRun
        }
    }

    private func settle(_ made: AccessKey) async throws(FirstSecretError) {
        do throws(FirstSecretError) {
            try await claim.settle(made.accessKeyID)
        } catch {
            guard case .aws(let reason) = error else { throw error }
            await claim.timekeeper.sleep(Self.propagation)
            let tag: FirstSecretTag?
            do throws(FirstSecretError) { tag = try await claim.read() } catch { throw .unsettled(reason) }
            if tag == .given(made.accessKeyID) { return }
            delivery.withdraw(message.fileName)
            try await delete(made.accessKeyID)
            throw error
        }
    }

    private func delete(_ id: AccessKeyID) async throws(FirstSecretError) {
        do throws(AWSError) {
            try await ignoringAbsence { () throws(AWSError) in
                try await iam.deleteAccessKey(userName: name, accessKeyID: id)
            }
        } catch {
            throw .keyMayBeLeft(error)
        }
    }

    /// Deletes the keys that were made soon after a date and never used: nobody has their secrets.
    private func deleteLostKeys(since: Date) async throws(FirstSecretError) -> [AccessKeyID] {
        var deleted: [AccessKeyID] = []
        let keys = try await calling { () throws(AWSError) in try await iam.listAccessKeys(userName: name) }
        for key in keys {
            let age = key.createDate?.timeIntervalSince(since) ?? 0
            guard age >= 0, age <= Self.longestCreation,
                try await calling({ () throws(AWSError) in
                    try await iam.getAccessKeyLastUsed(accessKeyID: key.accessKeyID).lastUsedDate
                }) == nil
            else { continue }
            // Whoever was held up for long may have lost the claim meanwhile, and the key be the next run's.
            guard try await claim.isOwn() else { throw .otherRun }
            try await delete(key.accessKeyID)
            deleted.append(key.accessKeyID)
        }
        return deleted
    }
}

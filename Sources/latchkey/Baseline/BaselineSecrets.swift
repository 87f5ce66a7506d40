import AWS
import Baseline

/// The first secrets of an account's people.
struct BaselineSecrets {
    /// What AWS asks of passwords in an account without a policy of its own.
    private static let usualPasswordLength = 8

    let account: BaselineAccount
    /// Where they are written; nil for standard output.
    let folder: String?
    let context: CommandContext

    /// Looks whether everybody's key can be used, and whether messages can be written, before anything is changed.
    ///
    /// - Returns: where messages are written.
    func check(_ plan: AccountPlan) throws(CommandError) -> any SecretDelivery {
        if let failure = Self.failure(of: plan, in: account.path, context) { throw failure }
        guard let folder, !plan.firstSecrets.isEmpty else { return SecretsOutput(streams: context.streams) }
        return try SecretsFolder(folder)
    }

    /// Why somebody's key can't be used, with the file's line. Where several can't, all but the last are told.
    static func failure(of plan: AccountPlan, in path: String, _ context: CommandContext)
        -> CommandError?
    {
        var failure: CommandError?
        var tried: Set<UserName> = []
        for person in plan.firstSecrets.map(\.person) where tried.insert(person.name).inserted {
            do throws(FirstSecretError) {
                guard let key = person.pgpKey else { throw .noKey }
                try GnuPGEncryption().check(key)
            } catch {
                if let failure { context.streams.error(failure.description) }
                let secrets = plan.firstSecrets.filter { $0.person.name == person.name }.map(\.secret)
                failure = CommandError(error, secrets, of: person, in: path)
            }
        }
        return failure
    }

    /// Makes them. One that fails keeps nobody else from theirs.
    ///
    /// - Parameters:
    ///   - plan: who gets which.
    ///   - delivery: where messages are written.
    ///   - log: is told what became of each.
    /// - Returns: the last failure; the others are told.
    /// - Throws: when the account's password policy can't be read.
    func make(
        _ plan: AccountPlan, for delivery: any SecretDelivery, _ log: BaselineLog
    ) async throws(CommandError) -> CommandError? {
        guard !plan.firstSecrets.isEmpty else { return nil }
        let maker = try await maker(delivery)
        var failure: CommandError?
        for planned in plan.firstSecrets {
            let (name, step) = (planned.person.name, "give the first \(planned.secret.rawValue)")
            do throws(FirstSecretError) {
                let report = try await maker.make(planned.secret, for: planned.person)
                await log.note(step, on: "user/\(name)", result: report.fileName == nil ? "had-one" : "done")
                guard let folder, let file = report.fileName else { continue }
                context.streams.log(CommandError.line("user/\(name): wrote \(folder)/\(file)"))
            } catch {
                await log.note(step, on: "user/\(name)", result: "failed")
                let words = CommandError(error, planned.secret, of: name)
                if let failure { context.streams.error(failure.description) }
                failure = words
            }
        }
        return failure
    }

    private func maker(_ delivery: any SecretDelivery) async throws(CommandError) -> FirstSecrets {
        do throws(AWSError) {
            let policy = try await account.iam.getAccountPasswordPolicy()
            return FirstSecrets(
                iam: account.iam, account: account.file.account,
                alias: try await account.iam.listAccountAliases().first,
                minimumPasswordLength: policy?.minimumPasswordLength ?? Self.usualPasswordLength,
                encryption: GnuPGEncryption(), delivery: delivery,
                random: context.random, timekeeper: context.timekeeper
            ) { [streams = context.streams] name in
                streams.log(
                    "user/\(name): waiting, as another apply may be giving them their first secret, or was broken off at it"
                )
            }
        } catch {
            throw CommandError(error)
        }
    }
}

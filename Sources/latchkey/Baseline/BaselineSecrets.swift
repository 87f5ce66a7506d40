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

    /// Looks whether everybody's key can be used, before anything is changed.
    func check(_ plan: AccountPlan) throws(CommandError) {
        for planned in plan.firstSecrets {
            do throws(FirstSecretError) {
                guard let key = planned.person.pgpKey else { throw .noKey }
                try GnuPGEncryption().check(key)
            } catch {
                throw CommandError(error, planned.secret, of: planned.person.name)
            }
        }
    }

    /// Makes them. One that fails keeps nobody else from theirs.
    func make(_ plan: AccountPlan) async throws(CommandError) {
        guard !plan.firstSecrets.isEmpty else { return }
        let maker = try await maker()
        var failure: CommandError?
        for planned in plan.firstSecrets {
            do throws(FirstSecretError) {
                let report = try await maker.make(planned.secret, for: planned.person)
                guard let folder, let name = report.fileName else { continue }
                context.streams.log(CommandError.line("user/\(planned.person.name): wrote \(folder)/\(name)"))
            } catch {
                let words = CommandError(error, planned.secret, of: planned.person.name)
                if let failure { context.streams.error(failure.description) }
                failure = words
            }
        }
        if let failure { throw failure }
    }

    private var delivery: any SecretDelivery {
        guard let folder else { return SecretsOutput(streams: context.streams) }
        return SecretsFolder(path: folder)
    }

    private func maker() async throws(CommandError) -> FirstSecrets {
        do throws(AWSError) {
            let policy = try await account.iam.getAccountPasswordPolicy()
            return FirstSecrets(
                iam: account.iam, account: account.file.account,
                alias: try await account.iam.listAccountAliases().first,
                minimumPasswordLength: policy?.minimumPasswordLength ?? Self.usualPasswordLength,
                encryption: GnuPGEncryption(), delivery: delivery,
                random: context.random, timekeeper: context.timekeeper)
        } catch {
            throw CommandError(error)
        }
    }
}

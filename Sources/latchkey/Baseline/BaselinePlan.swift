import ArgumentParser
import Baseline
import Formats

/// `latchkey baseline plan`
struct BaselinePlan: Command {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows what would be changed in the account.",
        usage: "latchkey baseline plan [OPTIONS] [<file>]",
        discussion: """
            + would be created, ~ changed, - removed; ! is in the way, or to be looked at first. Policies are compared by what they say.

            It exits with 0 when the account is as the file says, with 2 when something would be done or is in the way, and \
            with another number when it fails, such as 78 when the file is wrong, or a key in it.
            """)

    @OptionGroup var options: BaselineOptions
    @OptionGroup var adoption: AdoptionOptions

    @Option(help: "text: a tree; json: one object.")
    var output: Whoami.Output = .text

    func perform(in context: CommandContext) async throws(CommandError) {
        _ = try await plan(in: context)
    }

    func status(in context: CommandContext) async -> Latchkey.Status {
        do throws(CommandError) {
            let plan = try await plan(in: context)
            return plan.isEmpty && plan.conflicts.isEmpty && plan.excesses.isEmpty ? .success : .changes
        } catch {
            context.streams.error(error.description)
            return error.status
        }
    }

    private func plan(in context: CommandContext) async throws(CommandError) -> AccountPlan {
        let plan = try await BaselineAccount(options, in: context).plan(adopting: adoption.adoption)
        try context.streams.output(output == .json ? plan.json.text + "\n" : plan.text(context.colours))
        try tryKeys(plan, context)
        return plan
    }

    /// So that a key that can't be used isn't found by `apply` alone.
    private func tryKeys(_ plan: AccountPlan, _ context: CommandContext) throws(CommandError) {
        guard !plan.firstSecrets.isEmpty else { return }
        guard GnuPGEncryption.isThere else {
            return context.streams.error("people's PGP keys weren't tried, as GnuPG isn't installed here")
        }
        if let failure = BaselineSecrets.failure(of: plan, in: options.file, context) { throw failure }
    }
}

extension CommandContext {
    /// Whether standard output shows colours. `NO_COLOR` says that it shouldn't (https://no-color.org).
    var colours: AccountPlan.Colours { outputIsTerminal() && variable("NO_COLOR") == nil ? .on : .off }
}

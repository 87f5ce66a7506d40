import ArgumentParser
import Baseline

/// `latchkey baseline destroy`
struct BaselineDestroy: Command {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Removes from the account what the file has made.",
        usage: "latchkey baseline destroy [OPTIONS] [<file>]",
        discussion: """
            Users, groups, roles, policies, providers and tables that bear the file's tag or lie in its path go, with all that \
            they have. The account's password policy and alias stay.
            """)

    @OptionGroup var options: BaselineOptions
    @OptionGroup var lockout: LockoutOptions

    @Flag(help: "Remove it without a question.")
    var yes = false

    func perform(in context: CommandContext) async throws(CommandError) {
        let account = try await BaselineAccount(options, in: context)
        let plan = try await account.destruction()
        guard !plan.isEmpty else { return try context.streams.output("Nothing of the file is in the account.\n") }
        try context.streams.output(plan.text(context.colours))
        try lockout.check(plan)
        if !yes { try await BaselineQuestion(context).agree("Remove all of it, for ever?") }
        try await account.apply(plan)
        try context.streams.output("Nothing of the file is in the account any more.\n")
    }
}

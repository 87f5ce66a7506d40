import ArgumentParser
import Baseline

/// `latchkey baseline destroy`
struct BaselineDestroy: Command {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Removes from the account what the file has made.",
        usage: "latchkey baseline destroy [OPTIONS] [<file>]",
        discussion: """
            Users, groups, roles, policies, providers and tables that bear the file's tag go, and groups that lie in its \
            path, with all that they have. What the file took over by --adopt stays, unless --adopted says otherwise; of groups, \
            nobody knows whether it did. The account's password policy and alias stay.
            """)

    @OptionGroup var options: BaselineOptions
    @OptionGroup var lockout: LockoutOptions

    @OptionGroup var places: LatchkeyPlaces
    @OptionGroup var logging: BaselineLogOptions

    @Flag(help: "Remove as well what was there before the file took it over by --adopt.")
    var adopted = false

    @Flag(help: "Remove it without a question.")
    var yes = false

    func perform(in context: CommandContext) async throws(CommandError) {
        let account = try await BaselineAccount(options, in: context)
        let plan = try await planned(account)
        guard !plan.isEmpty else {
            for note in plan.notes { try context.streams.output("* \(CommandError.line(note))\n") }
            return try context.streams.output("Nothing that the file has made is in the account\(place(plan)).\n")
        }
        try context.streams.output(plan.text(context.colours))
        try lockout.check(plan)
        if !yes {
            try await BaselineQuestion(context).agree("Remove all of it, for ever?")
            try plan.expectSame(as: try await planned(account))
        }
        let log = BaselineLog(logging, "baseline-destroy", by: account.caller, in: context)
        try await log.intend(plan.stepLines, on: "account/\(plan.account)")
        try await account.apply(plan, places, log)
        let left = plan.kept.isEmpty ? "" : ", but for \(plan.kept.map(\.words).joined(separator: ", "))"
        try context.streams.output(
            CommandError.line("Nothing of the file is in the account any more\(left)\(place(plan)).") + "\n")
    }

    private func place(_ plan: AccountPlan) -> String {
        plan.region.map { "; tables were looked for in \($0)" } ?? ""
    }

    private func planned(_ account: BaselineAccount) async throws(CommandError) -> AccountPlan {
        try await account.destruction(adopted: adopted ? .removed : .kept)
    }
}

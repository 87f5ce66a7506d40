import ArgumentParser
import Baseline

/// `latchkey baseline apply`
struct BaselineApply: Command {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Changes the account so that it is as the file says.",
        usage: "latchkey baseline apply [OPTIONS] [<file>]",
        discussion: """
            It shows the plan first, and asks. Everything is narrowed before anything is widened, and what goes is deleted \
            last. It can be broken off anywhere: another run begins from what the account has then.

            EXAMPLES
              latchkey baseline apply account.yaml
              latchkey baseline apply --adopt group/admin account.yaml
            """)

    @OptionGroup var options: BaselineOptions
    @OptionGroup var adoption: AdoptionOptions
    @OptionGroup var lockout: LockoutOptions

    @Option(
        help: ArgumentHelp(
            "Where encrypted first secrets are written, a file each. Without it, they are printed.", valueName: "folder"
        ))
    var secrets: String?

    @Flag(help: "Keep what the file no longer has.")
    var keep = false

    @OptionGroup var places: LatchkeyPlaces
    @OptionGroup var logging: BaselineLogOptions

    @Flag(help: "Change it without a question.")
    var yes = false

    func perform(in context: CommandContext) async throws(CommandError) {
        let account = try await BaselineAccount(options, in: context)
        var plan = try await planned(account)
        try context.streams.output(plan.text(context.colours))
        guard plan.conflicts.isEmpty else {
            let way = plan.conflicts.contains(where: \.canBeAdopted) ? "; --adopt takes over what it can" : ""
            throw CommandError(.configuration, "nothing was changed: what stands after ! is in the way\(way)")
        }
        try lockout.check(plan)
        let secrets = BaselineSecrets(account: account, folder: secrets, context: context)
        let delivery = try secrets.check(plan)
        guard !plan.isEmpty else { return }
        if !yes {
            let shown = plan
            plan = try await BaselineQuestion(context).confirmed(shown)
            try shown.expectSame(as: try await planned(account))
        }
        let log = BaselineLog(logging, "baseline-apply", by: account.caller, in: context)
        try await log.intend(plan.stepLines, on: "account/\(plan.account)")
        try await account.apply(plan, places, log, stages: .adopt ... .open)
        // Who gets no secret keeps nobody else's access alive.
        let failure = try await secrets.make(plan, for: delivery, log)
        try await account.apply(plan, places, log, stages: .remove ... .removePolicies)
        if let failure { throw failure }
        try context.streams.output(plan.conclusion + "\n")
    }

    private func planned(_ account: BaselineAccount) async throws(CommandError) -> AccountPlan {
        let plan = try await account.plan(adopting: adoption.adoption)
        return keep ? plan.keepingWhatTheFileLacks : plan
    }
}

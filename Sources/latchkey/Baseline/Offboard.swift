import AWS
import ArgumentParser
import Baseline
import Formats
import IdentityProofs

/// `latchkey baseline offboard`
struct Offboard: Command {
    static let configuration = CommandConfiguration(
        commandName: "offboard",
        abstract: "Takes everything of one person away.",
        usage: "latchkey baseline offboard [OPTIONS] <name>",
        discussion: """
            It denies the IAM user everything first, which live sessions feel too. Then it takes away access keys, the console \
            password, the sessions of the role by which Latchkey mirrors the user, signed-in machines, MFA devices, signing \
            certificates, SSH keys, credentials for single services, groups and policies, and at last the user.

            It shows what it will do, and asks. What fails is told, and the rest is done where that is safe: run it again, and it \
            goes on with what is left.

            Sessions of other roles that the person has assumed last until they expire. Take the person out of your \
            sign-on, and out of the account's file, as well.

            EXAMPLES
              latchkey baseline offboard alice
              latchkey baseline offboard --keep-user alice
              latchkey baseline offboard --dry-run --output json alice
            """)

    @OptionGroup var aws: AWSOptions

    @Argument(
        help: ArgumentHelp("The IAM user's name.", valueName: "name"),
        transform: UserName.argument(like: "a name without its path, of letters, digits and +=,.@_-"))
    var userName: UserName

    @Flag(help: "Leave the user, without credentials, and denied everything.")
    var keepUser = false

    @OptionGroup var places: LatchkeyPlaces
    @OptionGroup var logging: BaselineLogOptions

    @Flag(help: "Do it without a question.")
    var yes = false

    @Flag(help: "Show what it would do, and leave all as it is.")
    var dryRun = false

    @Option(help: "text: a line for each thing that is done; json: one object at the end.")
    var output: Whoami.Output = .text

    func validate() throws {
        guard output == .text || yes || dryRun else {
            throw ValidationError("--output json asks nothing: it needs --yes or --dry-run.")
        }
    }

    func perform(in context: CommandContext) async throws(CommandError) {
        let session = try AWSSession(aws, in: context)
        let caller = try await session.caller()
        let offboarding = places.offboarding(by: caller.client, context.timekeeper)
        let plan: OffboardingPlan
        do throws(AWSError) {
            plan = try await offboarding.plan(for: userName, end: keepUser ? .kept : .deleted)
        } catch {
            throw CommandError(error, credentialsFrom: caller.found.origin)
        }
        guard plan.leaver.arn != caller.identity.arn else {
            throw CommandError(.usage, "these are your own credentials: have somebody else do it")
        }
        var report = OffboardingReport(plan: plan, account: caller.identity.account)
        if output == .text { try context.streams.output(report.announcement) }
        if dryRun {
            if output == .json { try context.streams.output(report.json.text + "\n") }
            return try Self.checkThatSomebodyWasMeant(plan)
        }
        try await ask(in: context)
        let log = BaselineLog(logging, "baseline-offboard", by: caller.identity.arn, in: context)
        try await log.intend(plan.steps.map(\.words), on: "user/\(plan.leaver.name)")
        try await carryOut(plan, by: offboarding, &report, log, context)
    }

    private func ask(in context: CommandContext) async throws(CommandError) {
        guard !yes else { return }
        guard let line = await context.ask("Take all this from \(userName)? Type the name: ") else {
            throw CommandError(.usage, "there is no terminal to ask on: nothing was changed; --yes says that it may")
        }
        guard UserName(line.filter { !$0.isWhitespace })?.isSame(as: userName) ?? false else {
            throw CommandError(.tryAgain, "nothing was changed")
        }
    }

    private func carryOut(
        _ plan: OffboardingPlan, by offboarding: Offboarding, _ report: inout OffboardingReport,
        _ log: BaselineLog, _ context: CommandContext
    ) async throws(CommandError) {
        var outcomes: [(OffboardingStep, Offboarding.Outcome)] = []
        let isAllDone = await offboarding.carryOut(plan) { step, outcome in
            outcomes.append((step, outcome))
            await log.note(step, on: plan.leaver.name, outcome)
            // Whoever closed standard output still wants the rest done.
            if output == .text { try? context.streams.output(OffboardingReport.line(step, outcome)) }
        }
        report.outcomes = outcomes
        try context.streams.output(output == .json ? report.json.text + "\n" : report.conclusion)
        guard isAllDone else {
            throw CommandError(
                report.failureStatus, "not all was done: see above, and run it again when that is mended")
        }
        try Self.checkThatSomebodyWasMeant(plan)
    }

    /// Machines of a name that no user has are signed out all the same: the user may have been deleted by hand.
    private static func checkThatSomebodyWasMeant(_ plan: OffboardingPlan) throws(CommandError) {
        let leaver = plan.leaver
        guard leaver.arn == nil, leaver.mirroredRole == nil, leaver.unreadable.isEmpty else { return }
        throw CommandError(
            .noSuchUser,
            "there is no IAM user \(leaver.name), and no role is left of one: either all was taken away before, or the name is wrong"
        )
    }
}

extension UserName: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

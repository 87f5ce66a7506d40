import Baseline

/// Asks before an account is changed.
struct BaselineQuestion {
    private let context: CommandContext

    init(_ context: CommandContext) { self.context = context }

    /// The plan as far as the person agrees to it. Whether something goes for ever is a question of its own.
    func confirmed(_ plan: AccountPlan) async throws(CommandError) -> AccountPlan {
        var plan = plan
        let removed = plan.count(.remove)
        if removed > 0,
            try await !isAgreed("Remove \(removed == 1 ? "what" : "all \(removed) that") the file no longer has?")
        {
            plan = plan.keepingWhatTheFileLacks
        }
        guard !plan.isEmpty else { throw CommandError(.tryAgain, "nothing was changed") }
        if plan.count(.remove) < plan.entities.count { try await agree("Change the account so?") }
        return plan
    }

    func agree(_ question: String) async throws(CommandError) {
        guard try await isAgreed(question) else { throw CommandError(.tryAgain, "nothing was changed") }
    }

    private func isAgreed(_ question: String) async throws(CommandError) -> Bool {
        guard let line = await context.ask("\(question) [yes/no] ") else {
            throw CommandError(.usage, "there is no terminal to ask on: nothing was changed; --yes says that it may")
        }
        return ["y", "yes"].contains(line.lowercased().filter { !$0.isWhitespace })
    }
}

extension AccountPlan {
    /// Whoever agrees does so to what they have seen.
    ///
    /// - Parameter other: the plan of the account as it is by now.
    /// - Throws: when it is another one.
    func expectSame(as other: AccountPlan) throws(CommandError) {
        guard other.stepLines == stepLines, other.text() == text() else {
            throw CommandError(
                .tryAgain, "nothing was changed: the account has changed since the plan was shown; run this again")
        }
    }
}

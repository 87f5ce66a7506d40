import AWS
import Baseline
import Formats

/// What `latchkey baseline offboard` says.
struct OffboardingReport {
    var plan: OffboardingPlan
    var account: AccountID
    /// What became of each step; empty before anything is done.
    var outcomes: [(step: OffboardingStep, outcome: Offboarding.Outcome)] = []

    /// What is about to be done.
    var announcement: String {
        let leaver = plan.leaver
        var text =
            leaver.arn.map { "\(leaver.name) (\($0)) leaves the AWS account \(account). To be done:\n" }
            ?? "There is no user \(leaver.name) in the AWS account \(account), or no longer. To be done:\n"
        for step in plan.steps { text += "  \(CommandError.line(step.words))\n" }
        for unreadable in leaver.unreadable {
            let reason = CommandError(unreadable.error).description
            text += "  ! whether there are \(unreadable.what) can't be read: \(reason)\n"
        }
        return text
    }

    /// What became of a step.
    static func line(_ step: OffboardingStep, _ outcome: Offboarding.Outcome) -> String {
        let words = CommandError.line(step.words)
        switch outcome {
        case .done: return "done     \(words)\n"
        case .failed(let error): return "FAILED   \(words): \(CommandError(error).description)\n"
        case .skipped: return "skipped  \(words): it isn't safe while something before it isn't done\n"
        }
    }

    var conclusion: String {
        guard plan.leaver.arn != nil, plan.leaver.unreadable.isEmpty, outcomes.allSatisfy({ $0.outcome == .done })
        else {
            return ""
        }
        let (name, isDeleted) = (plan.leaver.name, plan.steps.contains(.deleteUser))
        return (isDeleted ? "All of \(name) is taken away." : "\(name) stays, denied everything.")
            + " Sessions of other roles last until they expire. Take \(name) out of the account’s file, if it has them.\n"
    }

    /// What the tool exits with when not all was done.
    var failureStatus: Latchkey.Status {
        let errors = outcomes.compactMap { if case .failed(let error) = $0.outcome { error } else { nil } }
        let all = errors + plan.leaver.unreadable.map(\.error)
        return all.first.map { CommandError($0).status } ?? .unavailable
    }

    /// One object: who, and each step with what became of it.
    var json: JSONValue {
        [
            "account": .string(account.rawValue), "user": .string(plan.leaver.name.rawValue),
            "arn": plan.leaver.arn.map { .string($0.rawValue) } ?? .null,
            "steps": .array(
                outcomes.isEmpty
                    ? plan.steps.map { ["what": .string($0.words)] } : outcomes.map { Self.json($0.step, $0.outcome) }),
            "unreadable": .array(
                plan.leaver.unreadable.map {
                    ["what": .string($0.what), "problem": .string(CommandError($0.error).description)]
                }),
        ]
    }

    private static func json(_ step: OffboardingStep, _ outcome: Offboarding.Outcome) -> JSONValue {
        var problem: JSONValue = .null
        if case .failed(let error) = outcome { problem = .string(CommandError(error).description) }
        let word =
            switch outcome {
            case .done: "done"
            case .failed: "failed"
            case .skipped: "skipped"
            }
        return ["what": .string(step.words), "outcome": .string(word), "problem": problem]
    }
}

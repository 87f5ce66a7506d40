import ArgumentParser
import Baseline

/// What the commands on a file have in common.
struct BaselineOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("What the account should have, as YAML.", valueName: "file"))
    var file = "account.yaml"

    @OptionGroup var aws: AWSOptions
}

/// What a person wants to have taken over.
struct AdoptionOptions: ParsableArguments {
    @Option(
        name: .customLong("adopt"),
        help: ArgumentHelp(
            "Take over what is there already, such as role/admin, or all. Can be repeated.", valueName: "kind/name"))
    var words: [String] = []

    var adoption: Adoption { Adoption(words) }

    func validate() throws {
        let kinds = Entity.Kind.allCases.map(\.rawValue)
        for word in words where word != "all" {
            let parts = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, kinds.contains(parts[0].lowercased()), !parts[1].isEmpty else {
                throw ValidationError("--adopt should be all, or a kind and a name such as role/admin.")
            }
        }
    }
}

/// Whether a plan may take away the rights by which it is applied.
struct LockoutOptions: ParsableArguments {
    @Flag(help: "Change it even where you lose the rights that further steps need.")
    var despiteLockout = false

    /// - Throws: where AWS wouldn't accept all of the plan, or its end surely can't be reached.
    func check(_ plan: AccountPlan) throws(CommandError) {
        guard plan.excesses.isEmpty else {
            throw CommandError(.configuration, "nothing was changed: AWS wouldn't accept so much")
        }
        guard despiteLockout || plan.callerImpact?.losses.isEmpty ?? true else {
            throw CommandError(
                .configuration,
                "nothing was changed: you would lose the rights that further steps need; --despite-lockout goes on all the same"
            )
        }
    }
}

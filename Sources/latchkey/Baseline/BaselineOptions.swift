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

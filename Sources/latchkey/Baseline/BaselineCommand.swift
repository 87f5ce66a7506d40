import ArgumentParser

/// `latchkey baseline`: what an account should have, in one file.
struct BaselineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Keeps an AWS account as one file says.",
        discussion: """
            The file names the account's groups, roles, policies and people. There is no other state: what AWS has is compared \
            with the file, and what is made bears a tag. Nothing else is touched.

            EXAMPLES
              latchkey baseline plan account.yaml
              latchkey baseline apply account.yaml
              latchkey baseline offboard alice
            """,
        subcommands: [BaselinePlan.self, BaselineApply.self, BaselineExport.self, BaselineDestroy.self, Offboard.self])
}

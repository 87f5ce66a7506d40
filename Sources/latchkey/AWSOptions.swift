import AWS
import ArgumentParser

/// Whose credentials are used, and where AWS is asked.
struct AWSOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The profile of AWS's files whose credentials are used (AWS_PROFILE).", valueName: "name"))
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "The Region in which AWS is asked (AWS_REGION, or the profile's), but for the tables of an account's file, which "
                + "names theirs.", valueName: "name"),
        transform: Region.argument(like: Region.argumentForm))
    var region: Region?

    @OptionGroup var mfa: MFAOptions

    func validate() throws {
        guard profile != "" else { throw ValidationError("--profile should be the name of a profile.") }
    }
}

extension Region: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }

    /// What an option with a Region should be.
    static let argumentForm = "the name of a Region, such as eu-central-1"
}

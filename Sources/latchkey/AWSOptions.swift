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
                + "names theirs.", valueName: "name"))
    var region: Region?

    @OptionGroup var mfa: MFAOptions

    func validate() throws {
        guard profile != "" else { throw ValidationError("--profile should be the name of a profile.") }
    }
}

extension Region: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

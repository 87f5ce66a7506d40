import AWS
import ArgumentParser
import Secrets

/// `latchkey console`
struct Console: Command {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Opens the AWS console in the browser, signed in.",
        usage: "latchkey console [OPTIONS] [<name>]",
        discussion: """
            Makes a link from a profile's credentials, and opens the browser with it. The link is good for fifteen minutes, \
            and signs in whoever opens it first. The console session ends with the credentials, unless --duration says \
            otherwise, which AWS takes only for a role that wasn't assumed with another role.

            EXAMPLES
              latchkey console
              latchkey console admin --service s3 --region eu-west-1
              latchkey console --destination 'https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:'
              latchkey console admin --print
            """)

    @Argument(help: ArgumentHelp("Whose credentials.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("A page of the console: its whole address.", valueName: "url"))
    var destination: String?

    @Option(help: ArgumentHelp("A service, such as s3 or ec2.", valueName: "name"))
    var service: String?

    @Option(help: ArgumentHelp("The Region of the service's page (the profile's).", valueName: "name"))
    var region: Region?

    @Option(help: ArgumentHelp("How long the console session lasts, from 15m to 12h.", valueName: "duration"))
    var duration: SessionDuration?

    @Flag(help: "End the browser's other console sessions first: all of them.")
    var signOutFirst = false

    @Flag(
        name: .customLong("print"),
        help: "Print the link instead of opening it. Whoever opens it first is signed in as you.")
    var printsLink = false

    @Flag(help: "Sign in first when it is needed, instead of saying so.")
    var login = false

    @OptionGroup var mfa: MFAOptions

    func validate() throws {
        guard destination == nil || (service == nil && region == nil) else {
            throw ValidationError("--destination is a whole address: leave --service and --region out.")
        }
        if let service, ConsoleService(service) == nil {
            throw ValidationError("--service should be small letters, digits and hyphens, such as s3.")
        }
        if let duration, AWS.SessionDuration(seconds: duration.seconds) == nil {
            throw ValidationError("--duration should be from 15m to 12h.")
        }
        if let destination,
            !Partition.allCases.contains(where: { ConsoleDestination(destination, partition: $0) != nil })
        {
            throw ValidationError("--destination should be a page of an AWS console, https://console.aws.amazon.com/….")
        }
    }

    func perform(in context: CommandContext) async throws(CommandError) {
        let personal = try PersonalCredentials(in: mfa.applied(to: context))
        let credentials = try await personal.credentials(of: name, signsIn: login)
        guard credentials.credentials.sessionToken != nil else {
            throw CommandError(
                .configuration,
                "the profile \(credentials.name) is an access key, with which AWS signs nobody in to its console: "
                    + "choose a profile with a role")
        }
        let profile = personal.configuration.profiles[credentials.name]
        let link = try await ConsoleLink(credentials, profile, in: context).link(
            to: page(credentials, profile), for: duration, formerSession: signOutFirst ? .signedOut : .kept)
        if printsLink { return try context.streams.output(link.reveal() + "\n") }
        try await context.openBrowser(link.reveal(), context)
    }

    /// The page that was asked for, in the console of the credentials.
    private func page(
        _ credentials: KeptCredentials, _ profile: PersonalProfile?
    ) throws(CommandError) -> ConsoleDestination {
        let partition = ConsoleLink.partition(credentials, profile)
        guard region == nil || region?.partition == partition else {
            throw CommandError(
                .configuration,
                "the credentials of \(credentials.name) are of the partition \(partition.name), and --region isn't")
        }
        let address: String
        switch (destination, service.flatMap(ConsoleService.init)) {
        case (let destination?, _): address = destination
        case (nil, let service?): address = service.address(in: partition, region ?? credentials.region)
        case (nil, nil):
            guard let region = region ?? credentials.region else { return .home(of: partition) }
            address = "https://\(region).\(partition.consoleHost)/console/home?region=\(region)"
        }
        guard let page = ConsoleDestination(address, partition: partition) else {
            throw CommandError(
                .configuration,
                "\(address) is no page of the console that the credentials of \(credentials.name) are for "
                    + "(\(partition.consoleHost))")
        }
        return page
    }
}

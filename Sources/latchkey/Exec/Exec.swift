import AWS
import ArgumentParser
import Reactor
import SystemPackage

/// `latchkey exec`
struct Exec: Command {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Runs a command that has a profile's credentials.",
        usage: "latchkey exec [OPTIONS] [<name>] -- <command> ...",
        discussion: """
            The command has the credentials in its environment, and nothing of AWS's there that contradicts them. Its \
            signals and its exit status are its own. The credentials end when they end; for what runs longer, --server gives \
            the command an endpoint on this machine instead, which has new ones in time.

            EXAMPLES
              latchkey exec work -- aws s3 ls
              latchkey exec admin --region eu-west-1 -- terraform plan
              latchkey exec -- env | grep AWS_
              latchkey exec work --server -- ./long-job
            """)

    @Argument(help: ArgumentHelp("Whose credentials.", valueName: "name"))
    var name: String?

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The command with its arguments.", valueName: "command"))
    var command: [String]

    @Flag(help: "Sign in first when it is needed, instead of saying so.")
    var login = false

    @Option(
        help: ArgumentHelp("The Region for the command (the profile's).", valueName: "name"),
        transform: Region.argument(like: Region.argumentForm))
    var region: Region?

    @Flag(help: "Give the command an endpoint that has new credentials in time, as in a container.")
    var server = false

    @OptionGroup var mfa: MFAOptions

    func validate() throws {
        guard command.first?.isEmpty == false else { throw ValidationError("Name the command behind --.") }
    }

    func perform(in context: CommandContext) async throws(CommandError) {
        let inherited = InheritedDescriptors()
        let context = mfa.applied(to: context)
        let path = try program(in: context)
        let credentials = try await PersonalCredentials(in: context)
            .credentials(of: name, signsIn: login)
        var environment = ExecEnvironment(
            context.environment, profile: credentials.name,
            region: region ?? credentials.region ?? awsRegion(of: credentials.name, in: context))
        if server {
            guard credentials.credentials.sessionToken != nil, credentials.credentials.expiration != nil else {
                throw CommandError(
                    .configuration, "the credentials of \(credentials.name) don't end: leave --server out")
            }
            let hidden = try environment.hideDefaultCredentials(context.files)
            if !hidden.isEmpty {
                context.streams.error(
                    "the command doesn't see \(hidden.joined(separator: " and ")): the default profile there has credentials, "
                        + "which would count before those of \(credentials.name)")
            }
            let served = ServedCommand(path: path, arguments: command, inherited: inherited, context: context)
            try await served.run(as: credentials.name, environment)
        }
        environment.add(credentials)
        do throws(Errno) {
            try ProcessReplacement(inherited: inherited).execute(path, command, environment: environment.variables)
        } catch {
            throw CommandError(.notExecutable, "\(path) can't be run: \(error)")
        }
    }

    private func program(in context: CommandContext) throws(CommandError) -> String {
        switch ToolProgram.search(command[0], in: context.environment) {
        case .program(let path): return path
        case .notExecutable(let path):
            throw CommandError(.notExecutable, "\(path) can't be run: it is no program, or not for you")
        case .missing: throw CommandError(.notFound, "there is no program “\(command[0])”")
        }
    }

    /// The Region that the profile of this name has in AWS's files, as the command no longer knows the profile. Nil if a variable
    /// says one.
    private func awsRegion(of name: String, in context: CommandContext) -> Region? {
        guard context.variable("AWS_REGION", "AWS_DEFAULT_REGION") == nil else { return nil }
        let profiles = try? Profiles(environment: context.environment, files: context.files)
        return (profiles?[name]?["region"]).flatMap { Region($0) }
    }
}

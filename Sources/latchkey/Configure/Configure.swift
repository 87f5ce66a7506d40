import AWS
import ArgumentParser
import Formats
import IdentityProofs
import OAuthClient
import Reactor
import SystemPackage

/// `latchkey configure`
struct Configure: Command {
    static let configuration = CommandConfiguration(
        commandName: "configure",
        abstract: "Sets AWS's tools up, for a portal or for profiles that you wrote yourself.",
        usage: "latchkey configure [OPTIONS] [<url>]",
        discussion: """
            With a portal's address it gets what its administrators serve for you, keeps it in \
            ~/.config/latchkey/portals, and adds the profiles to ~/.aws/config. Without one, it adds those of \
            ~/.config/latchkey/config.yaml.

            It shows the change first, and asks; then you can sign in. Every other byte of AWS's file stays as it is.

            EXAMPLES
              latchkey configure https://latchkey.example.com
              latchkey configure --profile work --profile admin
              latchkey configure --dry-run https://latchkey.example.com
            """)

    @Argument(help: ArgumentHelp("The portal's address, such as https://latchkey.example.com.", valueName: "url"))
    var url: String?

    @Option(
        name: .customLong("profile"),
        help: ArgumentHelp("A profile to set up, instead of all. Can be repeated.", valueName: "name"))
    var profiles: [String] = []

    @Option(
        help: ArgumentHelp(
            "What the portal is called, if its administrators serve nothing (a part of its host).", valueName: "name"))
    var name: String?

    @Flag(help: "Take out what else a profile of AWS's has credentials by.")
    var replace = false

    @Flag(help: "Change it without a question.")
    var yes = false

    @Flag(help: "Show the change, and leave all as it is.")
    var dryRun = false

    private var address: ServerAddress?

    mutating func validate() throws {
        address = try url.map { try ServerAddress(argument: $0, named: "The URL") }
        guard address.map({ $0.target == "/" }) ?? true else {
            throw ValidationError("The URL should name a server, such as \(address?.origin ?? "").")
        }
        guard name == nil || address != nil else { throw ValidationError("--name needs a URL.") }
        guard name?.utf8.allSatisfy(ToolProgram.isPlain) ?? true, name != "" else {
            throw ValidationError("--name should be letters, digits, dots, hyphens or underscores.")
        }
    }

    func perform(in context: CommandContext) async throws(CommandError) {
        let served = try await served(in: context)
        let file = try AWSConfigFile(environment: context.environment)
        let known: [String: PersonalProfile]
        if let served { known = served.profiles } else { known = try ToolConfiguration.load(in: context).profiles }
        let plan = try plan(known, file, context)
        guard served?.isNew ?? false || !plan.editor.changes.isEmpty else {
            return try context.streams.output("All is set up already.\n")
        }
        try context.streams.output(
            (served?.isNew == true ? served?.text ?? "" : "")
                + ChangeText(path: file.path.string, changes: plan.editor.changes).text)
        if dryRun { return }
        try await ask(in: context)
        if let served, served.isNew { try served.write() }
        try file.write(plan.editor)
        if let signIn = served?.signIns.first { try await offerSignIn(signIn.name, in: context) }
    }

    private func ask(in context: CommandContext) async throws(CommandError) {
        guard !yes else { return }
        guard let line = await context.ask("Change it so? [yes/no] ") else {
            throw CommandError(.usage, "there is no terminal to ask on: nothing was changed; --yes says that it may")
        }
        guard Self.isYes(line) else { throw CommandError(.tryAgain, "nothing was changed") }
    }

    /// Whoever is asked can begin at once.
    private func offerSignIn(_ name: String, in context: CommandContext) async throws(CommandError) {
        let settings = try ToolConfiguration.load(in: context).signIn(named: name)
        guard !yes, let settings, let line = await context.ask("Sign in there now? [yes/no] "), Self.isYes(line) else {
            return try context.streams.output("Sign in with: latchkey login \(name)\n")
        }
        let transport = try context.serverTransport()
        try await context.tokens(transport, context).signIn(settings)
        try context.streams.output("You are signed in.\n")
    }

    private static func isYes(_ line: String) -> Bool {
        ["y", "yes"].contains(line.lowercased().filter { !$0.isWhitespace })
    }

    private func served(in context: CommandContext) async throws(CommandError) -> ServedFile? {
        guard let address else { return nil }
        let transport = try context.serverTransport()
        let served = ServedConfiguration(address: address, transport: transport, timekeeper: context.timekeeper)
        let bytes = try await served.file(calling: name ?? ServedConfiguration.usualName(of: address))
        let file = try ServedFile(bytes, of: address, in: context)
        let known = try ToolConfiguration.load(in: context).signIns
        for settings in file.signIns {
            guard let other = known[settings.name], other.issuer != settings.issuer else { continue }
            throw CommandError(
                .configuration,
                "the name \(settings.name) is taken by \(other.issuer): give this portal another one with --name, or have its "
                    + "administrators choose another one")
        }
        return file
    }

    private func plan(
        _ known: [String: PersonalProfile], _ file: AWSConfigFile, _ context: CommandContext
    ) throws(CommandError) -> ConfigurePlan {
        let names = profiles.isEmpty ? known.keys.sorted() : profiles
        guard !names.isEmpty else {
            throw CommandError(
                .configuration, "no profile is set up: name your portal, as in “latchkey configure https://…”")
        }
        let aws = try awsProfiles(context)
        let program = try ToolProgram(environment: context.environment).word()
        var plan: ConfigurePlan
        do throws(INIEditError) {
            plan = try ConfigurePlan(
                file.bytes ?? [], program: program, others: replace ? .replaced : .kept)
        } catch {
            throw CommandError(.configuration, "\(file.path): \(error)")
        }
        for name in names {
            guard let profile = known[name] else {
                throw CommandError(.configuration, "there is no profile \(name): \(Self.list(known.keys))")
            }
            if let key = aws.credentialsFileKey(of: name, besides: plan.editor[name]) {
                throw CommandError(
                    .configuration,
                    "the profile \(name) has a \(key) in AWS's credentials file, which counts first: take it out there")
            }
            try plan.add(name, region: profile.region)
        }
        return plan
    }

    private func awsProfiles(_ context: CommandContext) throws(CommandError) -> Profiles {
        do throws(AWSError) {
            return try Profiles(environment: context.environment, files: context.files)
        } catch {
            throw CommandError(error)
        }
    }

    private static func list(_ names: some Collection<String>) -> String {
        names.isEmpty ? "none is set up" : "there are \(names.sorted().prefix(8).joined(separator: ", "))"
    }

    private enum CodingKeys: CodingKey {
        case url
        case profiles
        case name
        case replace
        case yes
        case dryRun
    }
}

extension Profiles {
    /// A setting by which the profile has an access key, and which the config file doesn't have; nil if there is none.
    fileprivate func credentialsFileKey(of name: String, besides config: [String: String]?) -> String? {
        guard let profile = self[name] else { return nil }
        return ["aws_access_key_id", "aws_secret_access_key"].first { profile[$0] != nil && config?[$0] == nil }
    }
}

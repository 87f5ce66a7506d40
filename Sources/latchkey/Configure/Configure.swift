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

            With --update it asks the portals again that you configured, and sets up what they serve by now.

            It shows the change first, and asks; then you can sign in. Every other byte of AWS's file stays as it is.

            EXAMPLES
              latchkey configure https://latchkey.example.com
              latchkey configure --profile work --profile admin
              latchkey configure --dry-run https://latchkey.example.com
              latchkey configure --update
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

    @Option(
        help: ArgumentHelp(
            "The Region for profiles that name none (AWS_REGION, the default profile's, or the partition's first).",
            valueName: "name"))
    var region: Region?

    @Flag(help: "Get what your portals serve by now, of all that you configured.")
    var update = false

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
        guard !update || address == nil else { throw ValidationError("--update asks all portals: leave the URL out.") }
        guard name == nil || address != nil else { throw ValidationError("--name needs a URL.") }
        guard name?.utf8.allSatisfy(ToolProgram.isPlain) ?? true, name != "" else {
            throw ValidationError("--name should be letters, digits, dots, hyphens or underscores.")
        }
    }

    func perform(in context: CommandContext) async throws(CommandError) {
        let served = try await served(in: context)
        let file = try AWSConfigFile(environment: context.environment)
        let known: [String: PersonalProfile]
        if served.isEmpty {
            known = try ToolConfiguration.load(in: context).profiles
        } else {
            known = served.reduce(into: [:]) { $0.merge($1.profiles) { first, _ in first } }
        }
        let plan = try plan(known, file, context)
        let new = served.filter(\.isNew)
        guard !new.isEmpty || !plan.editor.changes.isEmpty else {
            return try context.streams.output("All is set up already.\n")
        }
        try context.streams.output(
            new.map(\.text).joined() + ChangeText(path: file.path.string, changes: plan.editor.changes).text)
        if dryRun { return }
        try await ask(in: context)
        let kept = try KeptPortals(in: context)
        for file in new {
            let renamed = try RenamedSignIn(file, of: kept[file.address], in: context)
            try file.write()
            try await renamed?.carryOver(in: context)
        }
        try file.write(plan.editor)
        if !update, let signIn = served.first?.signIns.first { try await offerSignIn(signIn.name, in: context) }
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

    /// What the portals serve that are asked.
    private func served(in context: CommandContext) async throws(CommandError) -> [ServedFile] {
        guard address != nil || update else { return [] }
        let kept = try KeptPortals(in: context)
        let addresses = address.map { [$0] } ?? kept.portals.map(\.address)
        guard !addresses.isEmpty else {
            throw CommandError(
                .configuration, "no portal is set up: name yours, as in “latchkey configure https://…”")
        }
        let transport = try context.serverTransport()
        let known = try ToolConfiguration.load(in: context).signIns
        var files: [ServedFile] = []
        for address in addresses {
            let served = ServedConfiguration(address: address, transport: transport, timekeeper: context.timekeeper)
            let bytes = try await served.file(
                calling: name ?? kept[address]?.signIn ?? ServedConfiguration.usualName(of: address))
            let file = try ServedFile(bytes, of: address, in: context)
            try Self.check(file, against: known)
            files.append(file)
        }
        return files
    }

    /// A name stands for one portal or provider.
    private static func check(
        _ file: ServedFile, against known: [String: SignInSettings]
    ) throws(CommandError) {
        for settings in file.signIns {
            guard let other = known[settings.name], other.issuer != settings.issuer else { continue }
            throw CommandError(
                .configuration,
                "the name \(settings.name) is taken by \(other.issuer): give this portal another one with --name, or have its "
                    + "administrators choose another one")
        }
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
        let usual = UsualRegion(given: region, context: context, profiles: aws)
        for name in names {
            guard let profile = known[name] else {
                throw CommandError(.configuration, "there is no profile \(name): \(Self.list(known.keys))")
            }
            if let key = aws.credentialsFileKey(of: name, besides: plan.editor[name]) {
                throw CommandError(
                    .configuration,
                    "the profile \(name) has \(key) in AWS's credentials file, which counts first: take it out there")
            }
            try plan.add(name, region: usual.region(for: profile))
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
        case region
        case update
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

import AWS
import FoundationEssentials
import OAuthClient
import Reactor

/// What a person's files say: who signs them in, and which credentials they call by which name.
///
/// A person writes `config.yaml`. Beside it, `portals/HOST.yaml` is what an administrator serves at that portal. Where both have
/// a name, the person's own counts.
struct ToolConfiguration: Sendable {
    /// A file, and when it was last changed.
    struct Source: Sendable, Equatable {
        var path: String
        /// Nil where there is none.
        var version: FileVersion?
    }

    private(set) var signIns: [String: SignInSettings] = [:]
    private(set) var profiles: [String: PersonalProfile] = [:]
    /// The profile that counts when none is named.
    private(set) var defaultName: String?
    /// What was read, in this order; also what could have been, and isn't there.
    private(set) var sources: [Source] = []

    /// Reads the person's files.
    ///
    /// - Throws: ``CommandError``, with the file and the line of what is wrong first.
    static func load(in context: CommandContext) throws(CommandError) -> ToolConfiguration {
        guard let folder = UserFolders(environment: context.environment).settings else { return ToolConfiguration() }
        let portals = "\(folder)/portals"
        let own = "\(folder)/config.yaml"
        var paths = [own]
        for name in context.listing(portals).sorted() where name.hasSuffix(".yaml") && !name.hasPrefix(".") {
            paths.append("\(portals)/\(name)")
        }
        guard paths.count <= ConfigurationFile.maximumCount else {
            throw CommandError(.configuration, "\(portals) holds more than \(ConfigurationFile.maximumCount) files")
        }
        var files: [ConfigurationFile] = []
        // A folder changes when a file comes, goes, or takes the place of another.
        var sources = [Source(path: portals, version: context.version(portals))]
        for path in paths {
            sources.append(Source(path: path, version: context.version(path)))
            if let file = try ConfigurationFile(path, in: context) { files.append(file) }
        }
        var configuration = try ToolConfiguration(files)
        configuration.sources = sources
        return configuration
    }

    /// - Parameter files: those that count more first.
    /// - Throws: ``CommandError``, with the file and the line of what is wrong first.
    init(_ files: [ConfigurationFile] = []) throws(CommandError) {
        for file in files {
            signIns.merge(file.signIns) { first, _ in first }
        }
        for file in files {
            let known = file.signIns.merging(signIns) { own, _ in own }
            for (name, profile) in try file.profiles(of: known) where profiles[name] == nil { profiles[name] = profile }
        }
        guard let file = files.first(where: { $0.defaultName != nil }), let name = file.defaultName else { return }
        guard profiles[name] != nil else {
            throw file.error(at: file.defaultLine, "“default” names the profile \(name), which there is none of")
        }
        defaultName = name
    }

    init() {}

    /// The name that a command means: the one that was given, `LATCHKEY_PROFILE`, the default, or the only profile there is.
    /// Nil if none of these is there.
    func chosenName(_ given: String?, in context: CommandContext) -> String? {
        given ?? context.variable("LATCHKEY_PROFILE") ?? defaultName
            ?? (profiles.count == 1 ? profiles.keys.first : nil)
    }

    /// The sign-in that a person names by its own name, or by that of a profile. Nil if there is none.
    func signIn(named name: String) -> SignInSettings? { profiles[name]?.signIn ?? signIns[name] }
}

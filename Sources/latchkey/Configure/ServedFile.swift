import AWS
import IdentityProofs
import OAuthClient
import Reactor
import SystemPackage

/// What a portal's administrators serve, checked, and the file in which it is kept.
struct ServedFile: Sendable {
    let address: ServerAddress
    let profiles: [String: PersonalProfile]
    /// By their names, in order.
    let signIns: [SignInSettings]
    /// Whether the file isn't kept yet as it is.
    let isNew: Bool
    /// What it brings, for the person.
    let text: String
    private let bytes: [UInt8]
    private let path: String

    /// - Parameters:
    ///   - bytes: what the portal serves.
    ///   - address: the portal.
    ///   - context: the machine.
    /// - Throws: ``CommandError`` with the line of what is wrong.
    init(_ bytes: [UInt8], of address: ServerAddress, in context: CommandContext) throws(CommandError) {
        guard let folder = UserFolders(environment: context.environment).settings else {
            throw CommandError(.configuration, "HOME isn't set, below which the configuration is kept")
        }
        self.bytes = bytes
        self.address = address
        path = "\(folder)/portals/\(ServedConfiguration.fileName(of: address))"
        let file = try ConfigurationFile(path: "\(address.origin)/latchkey.yaml", bytes)
        let configuration = try ToolConfiguration([file])
        profiles = configuration.profiles
        signIns = configuration.signIns.values.sorted { $0.name < $1.name }
        guard !profiles.isEmpty else {
            throw CommandError(
                .badAnswer, "\(address.origin)/latchkey.yaml has no profiles: ask the portal's administrators")
        }
        let kept: [UInt8]?
        do throws(Errno) {
            kept = try PrivateFile(FilePath(path), maximumBytes: FileReader.maximumSize).read()
        } catch {
            throw CommandError(.cannotCreate, "\(path) can't be read: \(error)")
        }
        isNew = kept != bytes
        // Whom the person would give their sign-in to.
        let issuers = signIns.map {
            "  \(CommandError.line("\($0.name): \($0.issuer)"))\n"
        }
        text =
            "\(path), from \(address.origin): \(profiles.count.counted("profile")), with \(signIns.count.counted("sign-in")):\n"
            + issuers.joined()
    }

    func write() throws(CommandError) {
        do throws(Errno) {
            try PrivateFile(FilePath(path), maximumBytes: FileReader.maximumSize).update { _ in bytes }
        } catch {
            throw CommandError(.cannotCreate, "\(path) can't be written: \(error)")
        }
    }
}

import IdentityProofs
import OAuthClient
import SystemPackage

/// The portals whose configuration this machine keeps.
struct KeptPortals {
    struct Portal {
        var address: ServerAddress
        /// What its own sign-in is called here; nil where it has none.
        var signIn: String?
    }

    let portals: [Portal]

    /// - Throws: ``CommandError`` when what is kept can't be read.
    init(in context: CommandContext) throws(CommandError) {
        guard let folder = UserFolders(environment: context.environment).settings else {
            portals = []
            return
        }
        var portals: [Portal] = []
        for name in context.listing("\(folder)/portals").sorted() where name.hasSuffix(".yaml") && !name.hasPrefix(".")
        {
            guard let file = try ConfigurationFile("\(folder)/portals/\(name)", in: context),
                let portal = Self.portal(name, file)
            else { continue }
            portals.append(portal)
        }
        self.portals = portals
    }

    /// The portal at an address; nil if nothing is kept of it.
    subscript(_ address: ServerAddress) -> Portal? { portals.first { $0.address.origin == address.origin } }

    private static func portal(_ name: String, _ file: ConfigurationFile) -> Portal? {
        for settings in file.signIns.values where settings.kind == .portal {
            if let address = try? ServerAddress(settings.issuer), ServedConfiguration.fileName(of: address) == name {
                return Portal(address: address, signIn: settings.name)
            }
        }
        // It serves sign-ins of others alone.
        let host = name.dropLast(".yaml".count).replacing("_", with: ":")
        return (try? ServerAddress("https://\(host)")).map { Portal(address: $0) }
    }
}

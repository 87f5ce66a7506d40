import IdentityProofs
import OAuthClient
import Transport

/// Whether a portal serves another configuration than the one that this machine keeps.
///
/// It isn't taken by itself: it says where people sign in, so that they see and agree to it (`latchkey configure --update`).
struct ServedChange {
    private let settings: SignInSettings
    private let transport: any Transport
    private let context: CommandContext

    init(_ settings: SignInSettings, transport: any Transport, in context: CommandContext) {
        self.settings = settings
        self.transport = transport
        self.context = context
    }

    /// False also where nothing is kept, or where the portal can't be asked: nobody waits for that.
    var isThere: Bool {
        get async {
            guard settings.kind == .portal, let address = try? ServerAddress(settings.issuer),
                let portal = (try? KeptPortals(in: context))?[address]
            else { return false }
            let served = ServedConfiguration(address: address, transport: transport, timekeeper: context.timekeeper)
            do throws(CommandError) {
                let bytes = try await served.file(calling: portal.signIn ?? settings.name)
                return try ServedFile(bytes, of: address, in: context).isNew
            } catch {
                return false
            }
        }
    }
}

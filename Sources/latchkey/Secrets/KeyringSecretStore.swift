import SecretService
import Secrets

/// Secrets in the desktop's keyring, which is reached on the session's bus.
struct KeyringSecretStore: SecretStore {
    private let service: SecretService

    /// Nil where there is no session bus or no libsecret.
    init?(in context: CommandContext) {
        let bus =
            context.variable("DBUS_SESSION_BUS_ADDRESS") ?? context.variable("XDG_RUNTIME_DIR").map { "\($0)/bus" }
        guard let bus, !bus.hasPrefix("/") || context.version(bus) != nil, let service = SecretService() else {
            return nil
        }
        self.service = service
    }

    var place: SecretPlace { .secretService }

    func read(_ name: String) throws(CommandError) -> [UInt8]? {
        do throws(SecretService.Failure) {
            return try service.secret(Self.attributes(name)).map { Array($0.reveal().utf8) }
        } catch {
            throw Self.error(error)
        }
    }

    func write(_ bytes: [UInt8], as name: String) throws(CommandError) {
        do throws(SecretService.Failure) {
            try service.keep(
                Secret(String(decoding: bytes, as: UTF8.self)), Self.attributes(name), label: "latchkey: \(name)")
        } catch {
            throw Self.error(error)
        }
    }

    func remove(_ name: String) throws(CommandError) {
        do throws(SecretService.Failure) {
            try service.remove(Self.attributes(name))
        } catch {
            throw Self.error(error)
        }
    }

    private static func attributes(_ name: String) -> [String: String] {
        ["application": "latchkey", "sign-in": name]
    }

    private static func error(_ failure: SecretService.Failure) -> CommandError {
        CommandError(.unavailable, "the desktop's keyring can't be used: \(failure.reason)")
    }
}

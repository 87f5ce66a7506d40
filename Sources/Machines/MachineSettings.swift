package import Settings

/// Which programs may sign people's machines in.
package struct MachineSettings: SettingsGroup {
    /// By name. Empty when none may.
    package var clients: [MachineClient]

    static let clients = Setting(
        "LATCHKEY_OAUTH_CLIENTS",
        "programs that may sign people's machines in, with the paths that they are answered at",
        form: "names with paths, with commas between them, such as latchkey=/callback,mairu=/oauth2callback; or none",
        absent: .value("latchkey=/callback,mairu=/oauth2callback"))

    package static let table = [clients]

    package init?(from reader: inout SettingsReader) {
        guard let clients = reader.required(Self.clients, Self.clients) else { return nil }
        self.clients = clients
    }

    private static func clients(_ text: String) -> [MachineClient]? {
        if text == "none" { return [] }
        guard let clients = SettingForm.list(MachineClient.init)(text) else { return nil }
        return Set(clients.map(\.name)).count == clients.count ? clients : nil
    }
}

import Settings

/// What `--help` prints.
enum Help {
    static func text(
        name: String, purpose: String, options: [String: String] = [:], table: [Setting]
    ) -> String {
        let own = options.sorted { $0.key < $1.key }.map { "\n\($0.key) \($0.value)\n" }.joined()
        return """
            \(name): \(purpose)

            It is a FastCGI program behind a web server that does the sign-in, and takes no arguments but
            --help, --version\(options.keys.sorted().map { ", " + $0 }.joined()). It is started in one of these ways:
              - on its own, with LATCHKEY_LISTEN naming a socket that nginx is told by fastcgi_pass;
              - by systemd or spawn-fcgi, which hand it a listening socket as descriptor 0;
              - by a web server as a plain CGI program, for one request.
            \(own)
            Settings, from the environment or the file that LATCHKEY_SETTINGS_FILE names:

            \(table.map(entry).joined(separator: "\n"))

            """
    }

    private static func entry(_ setting: Setting) -> String {
        let absence =
            switch setting.absence {
            case .refused: "required"
            case .value(let value): "default: \(value)"
            case .meaning(let meaning): "absent: \(meaning)"
            }
        let file =
            setting.source == .variableOrFile
            ? "\n      (or the name of a file that holds it: \(setting.name)_FILE)" : ""
        return "  \(setting.name)\n      \(setting.meaning)\n      \(setting.form); \(absence)\(file)"
    }
}

/// The folders in which the tool keeps what is a person's own.
///
/// A variable that isn't an absolute path is ignored, as the XDG Base Directory Specification says.
struct UserFolders {
    /// The process's variables.
    let environment: [String: String]

    /// For what can be made again; nil if nothing says where that is.
    var caches: String? { path("XDG_CACHE_HOME", "/latchkey") ?? path("HOME", "/.cache/latchkey") }

    /// For what the person decided.
    var settings: String? { path("XDG_CONFIG_HOME", "/latchkey") ?? path("HOME", "/.config/latchkey") }

    /// For what is kept from one run to the next, and isn't the person's own words.
    var state: String? { path("XDG_STATE_HOME", "/latchkey") ?? path("HOME", "/.local/state/latchkey") }

    /// For what is good until the person logs out.
    var runtime: String? { path("XDG_RUNTIME_DIR", "/latchkey") }

    private func path(_ name: String, _ rest: String) -> String? {
        environment[name].flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 + rest : nil }
    }
}

/// Where what signs a person in rests, from one run to the next.
protocol SecretStore: Sendable {
    var place: SecretPlace { get }

    /// What is kept by this name; nil if nothing is.
    func read(_ name: String) throws(CommandError) -> [UInt8]?

    /// Keeps something by this name, in the place of what was there. It is there wholly, or not at all.
    func write(_ bytes: [UInt8], as name: String) throws(CommandError)

    /// Removes what is kept by this name; there may be nothing.
    func remove(_ name: String) throws(CommandError)
}

/// A place for secrets.
enum SecretPlace: Sendable, Equatable {
    /// The desktop's keyring, which it locks with the person's screen or session.
    case secretService
    /// A folder that its owner alone reads.
    case folder(String)

    var words: String {
        switch self {
        case .secretService: "the desktop's keyring (Secret Service)"
        case .folder(let path): "files in \(path)"
        }
    }
}

import Cryptography
import Formats
import FoundationEssentials
import Reactor
import SystemPackage

/// Credentials of the person's names, kept until shortly before they expire, in files that nobody else reads.
struct CredentialsCache {
    /// How long credentials must still be good to be given out without a look for others, in seconds. Whatever takes them from
    /// a `credential_process` doesn't ask again before they are due by its own rule, which is at most fifteen minutes.
    static let lead: TimeInterval = 300

    /// The tool's folder of caches.
    private let folder: String
    /// What decides which files count, beside a name.
    private let places: [String]

    /// Nil if nothing says where caches are.
    init?(environment: [String: String]) {
        let folders = UserFolders(environment: environment)
        guard let folder = folders.caches else { return nil }
        self.folder = "\(folder)/credentials"
        let variables = [
            "HOME", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS",
            "AWS_REGION", "AWS_DEFAULT_REGION",
        ]
        places = [folders.settings ?? ""] + variables.map { environment[$0] ?? "" }
    }

    /// What is kept for a name, whether or not it is still good; nil if nothing is.
    func kept(_ name: String) -> KeptCredentials? {
        guard let bytes = try? file(name).read(), let kept = KeptCredentials(bytes), kept.name == name else {
            return nil
        }
        return kept
    }

    /// What is kept for a name and can be given out as it is; nil if nothing can.
    func fresh(_ name: String, at now: Date, _ version: (String) -> FileVersion?) -> KeptCredentials? {
        guard let kept = kept(name), kept.remaining(at: now) > Self.lead, kept.isCurrent(version) else { return nil }
        return kept
    }

    func keep(_ credentials: KeptCredentials) throws(Errno) {
        try file(credentials.name).update { _ in credentials.document.bytes }
    }

    /// Removes what is kept of a sign-in.
    func forget(signIn: String) throws(Errno) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasSuffix(".json") {
            let file = PrivateFile(FilePath("\(folder)/\(name)"))
            guard let bytes = try file.read(), KeptCredentials(bytes).map({ $0.signIn == signIn }) ?? true else {
                continue
            }
            try file.remove()
        }
    }

    /// Lets one process at a time make credentials for a name.
    func lock(_ name: String) -> ProcessLock { ProcessLock(path: FilePath("\(path(name)).making")) }

    private func file(_ name: String) -> PrivateFile { PrivateFile(FilePath("\(path(name)).json")) }

    private func path(_ name: String) -> String {
        let parts = JSONValue.array(([name] + places).map { .string($0) })
        return "\(folder)/\(Hexadecimal.encode(SHA256.digest(parts.bytes)))"
    }
}

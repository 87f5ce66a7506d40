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
    private let places: String

    /// Nil if nothing says where caches are.
    init?(environment: [String: String]) {
        let folders = UserFolders(environment: environment)
        guard let folder = folders.caches else { return nil }
        self.folder = "\(folder)/credentials"
        let variables = [
            "HOME", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS",
            "AWS_REGION", "AWS_DEFAULT_REGION",
        ]
        places = ([folders.settings ?? ""] + variables.map { environment[$0] ?? "" }).joined(separator: "\n")
    }

    /// What is kept for a name, whether or not it is still good; nil if nothing is.
    func kept(_ name: String) -> KeptCredentials? {
        guard let bytes = try? file(name).read(), let json = Self.json(bytes), json["key"] == .string(key(name)) else {
            return nil
        }
        return json["kept"].flatMap(KeptCredentials.init)
    }

    /// What is kept for a name and can be given out as it is; nil if nothing can.
    func fresh(_ name: String, at now: Date, _ version: (String) -> FileVersion?) -> KeptCredentials? {
        guard let kept = kept(name), kept.remaining(at: now) > Self.lead, kept.isCurrent(version) else { return nil }
        return kept
    }

    func keep(_ credentials: KeptCredentials) throws(Errno) {
        let document: JSONValue = ["key": .string(key(credentials.name)), "kept": credentials.document]
        try file(credentials.name).update { _ in document.bytes }
    }

    /// Removes what is kept of a sign-in.
    func forget(signIn: String) throws(Errno) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasSuffix(".json") {
            let file = PrivateFile(FilePath("\(folder)/\(name)"))
            let kept = try file.read().flatMap(Self.json)?["kept"].flatMap(KeptCredentials.init)
            // What can't be read isn't kept for anything.
            guard let kept else {
                try file.remove()
                continue
            }
            if kept.signIn == signIn { try file.remove() }
        }
    }

    /// Lets one process at a time make credentials for a name.
    func lock(_ name: String) -> ProcessLock { ProcessLock(path: FilePath("\(path(name)).making")) }

    private func file(_ name: String) -> PrivateFile { PrivateFile(FilePath("\(path(name)).json")) }

    private static func json(_ bytes: [UInt8]) -> JSONValue? { try? JSONReader.read(bytes, maximumDepth: 6) }

    /// What a file is for, which stands in it.
    private func key(_ name: String) -> String { "\(name)\n\(places)" }

    /// The file's name is a short digest of its key (FNV-1a). Two keys of one digest take each other's place, which costs a request;
    /// a cryptographic one costs as much as the rest of what is done here, for libcrypto's start.
    private func path(_ name: String) -> String {
        var digest: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key(name).utf8 { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return "\(folder)/\(String(digest, radix: 16))"
    }
}

import AWS
import Formats
import FoundationEssentials
import Reactor

/// Credentials that were made for a name, and what they depend on.
struct KeptCredentials: Sendable, Equatable {
    /// The profile.
    var name: String
    var credentials: Credentials
    /// Who made them, in words.
    var origin: String
    /// The sign-in that they come from; nil for those of a profile of AWS's files.
    var signIn: String?
    var region: Region?
    /// The files that said what the name means.
    var sources: [ToolConfiguration.Source]

    /// One JSON object.
    var document: JSONValue {
        JSONValue(present: [
            "name": .string(name), "credentials": credentials.document, "origin": .string(origin),
            "sign_in": signIn.map { .string($0) }, "region": region.map { .string($0.rawValue) },
            "sources": .array(sources.map(\.document)),
        ])
    }

    /// Reads such an object; nil for anything else.
    init?(_ json: JSONValue) {
        guard let name = json["name"]?.string,
            let document = json["credentials"], let origin = json["origin"]?.string,
            case .array(let sources)? = json["sources"],
            let credentials = try? CredentialsDocument(document, from: "the file").credentials(from: "the file")
        else { return nil }
        self.name = name
        self.credentials = credentials
        self.origin = origin
        signIn = json["sign_in"]?.string
        region = json["region"]?.string.flatMap { Region($0) }
        self.sources = sources.compactMap(ToolConfiguration.Source.init)
        guard self.sources.count == sources.count else { return nil }
    }

    init(
        name: String, credentials: Credentials, origin: String, signIn: String? = nil, region: Region? = nil,
        sources: [ToolConfiguration.Source]
    ) {
        self.name = name
        self.credentials = credentials
        self.origin = origin
        self.signIn = signIn
        self.region = region
        self.sources = sources
    }

    /// Whether the files still say what they said.
    func isCurrent(_ version: (String) -> FileVersion?) -> Bool {
        sources.allSatisfy { version($0.path) == $0.version }
    }

    /// How long the credentials are still good, in seconds.
    func remaining(at now: Date) -> TimeInterval {
        credentials.expiration?.timeIntervalSince(now) ?? .infinity
    }
}

extension ToolConfiguration.Source {
    fileprivate var document: JSONValue {
        guard let version else { return ["path": .string(path)] }
        return [
            "path": .string(path), "modified": .integer(version.modified), "size": .integer(version.size),
            "inode": .integer(version.inode),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let path = json["path"]?.string else { return nil }
        self.path = path
        guard case .integer(let modified)? = json["modified"], case .integer(let size)? = json["size"],
            case .integer(let inode)? = json["inode"]
        else { return }
        version = FileVersion(modified: modified, size: size, inode: inode)
    }
}

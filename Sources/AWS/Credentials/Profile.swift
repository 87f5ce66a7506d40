import Secrets

/// A profile of the shared files, with the settings that it has in either file.
package struct Profile: Sendable {
    /// One of the shared files.
    enum File: Sendable {
        case config
        case credentials
    }

    package let name: String
    /// Where the files are; empty if that isn't known.
    private let paths: [File: String]
    private let config: [String: String]
    private let credentials: [String: String]

    init(name: String, paths: [File: String], config: [String: String], credentials: [String: String]) {
        self.name = name
        self.paths = paths
        self.config = config
        self.credentials = credentials
    }

    /// A setting; that of the credentials file takes precedence.
    package subscript(_ setting: String) -> String? { credentials[setting] ?? config[setting] }

    /// The files in which the profile has anything that credentials come by.
    package var filesWithCredentials: [String] {
        let found = [(File.config, config), (.credentials, credentials)].filter { _, settings in
            (ProfilesEditor.otherCredentials + ["credential_process"]).contains { settings[$0] != nil }
        }
        return found.compactMap { paths[$0.0] }
    }

    /// Whether the profile has at least half of an access key.
    var hasKeys: Bool { self["aws_access_key_id"] != nil || self["aws_secret_access_key"] != nil }

    /// The access key in a file; nil if there is none. Its parts come from that file alone, because a session token of one
    /// file doesn't belong to the key in the other.
    func keys(in file: File) throws(AWSError) -> FoundCredentials? {
        let settings = file == .config ? config : credentials
        guard let accessKeyID = settings["aws_access_key_id"] else { return nil }
        guard let secretAccessKey = settings["aws_secret_access_key"] else {
            throw .credentials("the profile \(name) has an aws_access_key_id and no aws_secret_access_key beside it")
        }
        guard !accessKeyID.isEmpty, !secretAccessKey.isEmpty else {
            throw .credentials("the profile \(name) has an empty aws_access_key_id or aws_secret_access_key")
        }
        let credentials = Credentials(
            accessKeyID: accessKeyID, secretAccessKey: Secret(secretAccessKey),
            sessionToken: settings["aws_session_token"].map { Secret($0) })
        return FoundCredentials(credentials, from: .sharedFile(path: paths[file] ?? "", profile: name))
    }
}

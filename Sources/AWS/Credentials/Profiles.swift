import Formats

/// The profiles of the shared config and credentials files.
///
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html>
package struct Profiles: Sendable {
    private let paths: [Profile.File: String]
    private let config: [String: [String: String]]
    private let credentials: [String: [String: String]]
    private let sessions: [String: [String: String]]

    /// Reads `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, by default `~/.aws/config` and `~/.aws/credentials`.
    ///
    /// - Parameters:
    ///   - environment: these variables, and `HOME`.
    ///   - files: reads the files.
    /// - Throws: ``AWSError/credentials(_:)`` when a file can't be read, or isn't of the form.
    package init(environment: [String: String], files: FileReader) throws(AWSError) {
        let configPath = Self.configPath(environment)
        let credentialsPath = Self.credentialsPath(environment)
        var paths: [Profile.File: String] = [:]
        paths[.config] = configPath
        paths[.credentials] = credentialsPath
        self.paths = paths
        let config = try Self.document(configPath, files)
        let credentials = try Self.document(credentialsPath, files)
        let profiles = Self.settings(of: config) { Self.name(of: "profile", inHeader: $0) }
        // `[default]` counts only when there is no `[profile default]`, however that is written.
        let fallback = Self.settings(of: config) { $0 == "default" ? $0 : nil }
        self.config = profiles.merging(fallback) { profile, _ in profile }
        self.credentials = Self.settings(of: credentials) { $0 }
        sessions = Self.settings(of: config) { Self.name(of: "sso-session", inHeader: $0) }
    }

    /// Where the config file is, which may not exist; nil if nothing says so.
    package static func configPath(_ environment: [String: String]) -> String? {
        path(environment, "AWS_CONFIG_FILE", "config")
    }

    /// Where the credentials file is, which may not exist; nil if nothing says so.
    package static func credentialsPath(_ environment: [String: String]) -> String? {
        path(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials")
    }

    private static func path(_ environment: [String: String], _ variable: String, _ name: String) -> String? {
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }
        let named = environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        guard let path = named ?? home.map({ "\($0)/.aws/\(name)" }) else { return nil }
        if path.hasPrefix("~/"), let home { return home + path.dropFirst() }
        return path
    }

    private static func document(_ path: String?, _ files: FileReader) throws(AWSError) -> INIDocument {
        guard let path, let bytes = try files.read(path) else { return INIDocument() }
        do {
            return try INIDocument(bytes)
        } catch {
            throw .credentials("\(path): \(error)")
        }
    }

    /// The settings by profile. A profile that is repeated goes on; the last value of a setting counts.
    private static func settings(
        of document: INIDocument, _ profile: (String) -> String?
    ) -> [String: [String: String]] {
        var found: [String: [String: String]] = [:]
        for section in document.sections {
            guard let name = profile(section.name) else { continue }
            found[name, default: [:]].merge(section.settings) { _, last in last }
        }
        return found
    }

    /// The name in a header of the config file; nil if the section is of another kind. As AWS's command line does, it takes
    /// the header as two words of a shell, so that a name with blanks stands in quotes: `profile "a b"`.
    static func name(of kind: String, inHeader header: String) -> String? {
        guard let words = CommandLineWords.split(header), words.count == 2, words[0] == kind else { return nil }
        return words[1]
    }

    /// The settings of an `sso-session` section of the config file; nil if there is none of that name.
    func session(_ name: String) -> [String: String]? { sessions[name] }

    /// The names of all profiles, in order.
    package var names: [String] { Set(config.keys).union(credentials.keys).sorted() }

    /// A profile; nil if neither file has it.
    package subscript(_ name: String) -> Profile? {
        let (config, credentials) = (config[name], credentials[name])
        guard config != nil || credentials != nil else { return nil }
        return Profile(name: name, paths: paths, config: config ?? [:], credentials: credentials ?? [:])
    }
}

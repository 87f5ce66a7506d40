import Formats

/// The profiles of the shared config and credentials files.
///
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html>
struct Profiles: Sendable {
    private let config: INIDocument
    private let credentials: INIDocument

    /// Reads `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, by default `~/.aws/config` and `~/.aws/credentials`.
    init(_ context: CredentialsContext) throws(AWSError) {
        config = try Self.document(context, "AWS_CONFIG_FILE", "config")
        credentials = try Self.document(context, "AWS_SHARED_CREDENTIALS_FILE", "credentials")
    }

    private static func document(
        _ context: CredentialsContext, _ variable: String, _ name: String
    ) throws(AWSError) -> INIDocument {
        let home = context.variable("HOME")
        guard var path = context.variable(variable) ?? home.map({ "\($0)/.aws/\(name)" }) else { return INIDocument() }
        if path.hasPrefix("~/"), let home { path = home + path.dropFirst() }
        guard let bytes = try context.files.read(path) else { return INIDocument() }
        do {
            return try INIDocument(bytes)
        } catch {
            throw .credentials("\(path): \(error)")
        }
    }

    /// The settings of a profile; nil if there is no such profile. Those of the credentials file take precedence.
    subscript(_ name: String) -> [String: String]? {
        let own = config.sections["profile \(name)"] ?? (name == "default" ? config.sections["default"] : nil)
        let secret = credentials.sections[name]
        if own == nil && secret == nil { return nil }
        return (own ?? [:]).merging(secret ?? [:]) { _, secret in secret }
    }
}

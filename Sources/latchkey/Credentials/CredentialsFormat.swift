import AWS
import ArgumentParser
import Formats
import FoundationEssentials
import Secrets

/// How credentials are printed.
enum CredentialsFormat: String, ExpressibleByArgument, CaseIterable {
    /// What a `credential_process` prints.
    case process
    /// Lines for bash, zsh and other shells of POSIX.
    case env
    case fish
    case powershell
    /// An object with what is known of them.
    case json
    /// A section of AWS's credentials file.
    case credentialsFile = "credentials-file"

    func text(_ kept: KeptCredentials) -> String {
        switch self {
        case .process: kept.credentials.document.text + "\n"
        case .env: lines(kept) { "export \($0)='\($1.replacing("'", with: "'\\''"))'" }
        case .fish:
            lines(kept) {
                "set -gx \($0) '\($1.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
            }
        case .powershell: lines(kept) { "$Env:\($0) = '\($1.replacing("'", with: "''"))'" }
        case .json: Self.object(kept).text + "\n"
        case .credentialsFile: Self.section(kept)
        }
    }

    private func lines(_ kept: KeptCredentials, _ line: (String, String) -> String) -> String {
        kept.variables.map { line($0.name, $0.value) + "\n" }.joined()
    }

    private static func object(_ kept: KeptCredentials) -> JSONValue {
        guard case .object(let members) = kept.credentials.document else { return kept.credentials.document }
        return .object(
            members + [
                .init("Profile", .string(kept.name)), .init("Origin", .string(kept.origin)),
                .init("Region", kept.region.map { .string($0.rawValue) } ?? .null),
            ])
    }

    private static func section(_ kept: KeptCredentials) -> String {
        var text = "[\(kept.name)]\n"
        for (name, value) in kept.variables where name != "AWS_CREDENTIAL_EXPIRATION" {
            text += "\(name == "AWS_REGION" ? "region" : name.lowercased()) = \(value)\n"
        }
        return text
    }
}

extension KeptCredentials {
    /// The variables in which AWS's tools find the credentials.
    var variables: [(name: String, value: String)] {
        var variables: [(name: String, value: String)] = [
            ("AWS_ACCESS_KEY_ID", credentials.accessKeyID),
            ("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey.reveal()),
        ]
        if let token = credentials.sessionToken { variables.append(("AWS_SESSION_TOKEN", token.reveal())) }
        if let end = credentials.expiration {
            variables.append(("AWS_CREDENTIAL_EXPIRATION", Timestamp.format(end)))
        }
        if let region { variables.append(("AWS_REGION", region.rawValue)) }
        return variables
    }
}

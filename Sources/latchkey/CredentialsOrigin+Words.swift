import AWS
import Formats

extension CredentialsOrigin {
    /// Where the credentials came from, as people are told.
    var words: String {
        switch self {
        case .environment: "environment variables"
        case .webIdentity(let role, let file, nil): "role \(role), with the token in \(file)"
        case .webIdentity(let role, let file, let profile?):
            "profile \(profile): role \(role), with the token in \(file)"
        case .sharedFile(let path, let profile): "profile \(profile) in \(path)"
        case .sso(let profile, let account, let role):
            "profile \(profile): role \(role) of the account \(account), by IAM Identity Center"
        case .process(let profile): "credential_process of the profile \(profile)"
        case .assumedRole(let role, let profile, let source): "profile \(profile): role \(role), by \(source.words)"
        case .session(let role?, let source): "role \(role), by \(source.words)"
        case .session(nil, let source): "session of the user, by \(source.words)"
        case .container: "container endpoint"
        case .instanceMetadata: "instance metadata"
        }
    }

    /// The same for programs.
    var json: JSONValue {
        switch self {
        case .environment: ["type": "environment"]
        case .webIdentity(let role, let file, let profile):
            JSONValue(present: [
                "type": "web-identity", "profile": profile.map { .string($0) }, "role_arn": .string(role.rawValue),
                "file": .string(file),
            ])
        case .sharedFile(let path, let profile):
            ["type": "shared-file", "profile": .string(profile), "file": .string(path)]
        case .sso(let profile, let account, let role):
            [
                "type": "sso", "profile": .string(profile), "account": .string(account.rawValue),
                "role_name": .string(role.rawValue),
            ]
        case .process(let profile): ["type": "credential-process", "profile": .string(profile)]
        case .assumedRole(let role, let profile, let source):
            [
                "type": "assumed-role", "profile": .string(profile), "role_arn": .string(role.rawValue),
                "source": source.json,
            ]
        case .session(let role, let source):
            JSONValue(present: [
                "type": role == nil ? "session" : "assumed-role", "role_arn": role.map { .string($0.rawValue) },
                "source": source.json,
            ])
        case .container: ["type": "container"]
        case .instanceMetadata: ["type": "instance-metadata"]
        }
    }
}

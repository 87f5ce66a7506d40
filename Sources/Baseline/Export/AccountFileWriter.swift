import AWS
import Formats
import IAMPolicy
package import YAML

/// Writes what an account should have as the file that says it, so that reading it gives the same again. What is as usual is
/// left out.
package struct AccountFileWriter {
    private typealias Member = YAMLNode.Member

    private let file: AccountFile

    private init(_ file: AccountFile) { self.file = file }

    /// - Returns: the file, as YAML. Its account is the one that it is filled in for.
    /// - Throws: `YAMLError` for a text that YAML can't hold, which AWS doesn't take either.
    package static func write(_ file: AccountFile) throws(YAMLError) -> [UInt8] {
        try YAMLWriter.write(AccountFileWriter(file).root)
    }

    // MARK: Values

    static func text(_ text: String) -> YAMLNode { YAMLNode(content: .text(text), line: 0) }

    static func texts(_ texts: [String]) -> YAMLNode { YAMLNode(content: .list(texts.map { text($0) }), line: 0) }

    /// A map of the members that have a value.
    static func map(_ members: KeyValuePairs<String, YAMLNode?>) -> YAMLNode {
        map(members.compactMap { name, value in value.map { (name, $0) } })
    }

    private static func map(_ members: [(String, YAMLNode)]) -> YAMLNode {
        YAMLNode(content: .map(members.map { Member(name: $0.0, line: 0, value: $0.1) }), line: 0)
    }

    static func filled(_ members: [(String, YAMLNode)]) -> YAMLNode? { members.isEmpty ? nil : map(members) }

    static func filled(_ texts: [String]) -> YAMLNode? { texts.isEmpty ? nil : self.texts(texts) }

    private func tags(_ tags: [Tag]) -> YAMLNode? { Self.filled(tags.map { ($0.key, Self.text($0.value)) }) }

    private func path(_ path: Path) -> YAMLNode? { path == .root ? nil : Self.text(path.rawValue) }

    private func flag(_ value: Bool, usual: Bool) -> YAMLNode? { value == usual ? nil : Self.text(String(value)) }

    private func name(of reference: PolicyReference) -> String {
        switch reference {
        case .own(let name): name.rawValue
        case .awsManaged(let name): name
        case .arn(let arn): arn.rawValue
        }
    }

    private func names(of references: [PolicyReference]) -> YAMLNode? { Self.filled(references.map(name)) }

    /// The document as it is, in the file's own form.
    private func document(_ policy: WrittenPolicy) -> YAMLNode {
        Self.node((try? JSONReader.read(Array(policy.text.utf8))) ?? .null)
    }

    private static func node(_ json: JSONValue) -> YAMLNode {
        switch json {
        case .null: text("null")
        case .bool(let value): text(String(value))
        case .integer(let number): text(String(number))
        case .decimal(let digits): text(digits)
        case .string(let string): text(string)
        case .array(let values): YAMLNode(content: .list(values.map { node($0) }), line: 0)
        case .object(let members): map(members.map { ($0.name, node($0.value)) })
        }
    }

    private func inlinePolicies(_ policies: [PolicyName: WrittenPolicy]) -> YAMLNode? {
        Self.filled(
            policies.sorted { $0.key < $1.key }.map { name, policy in
                (name.rawValue, Self.map(["document": document(policy)]))
            })
    }

    // MARK: Entries

    private var root: YAMLNode {
        Self.map([
            "account": Self.text(file.account.id.rawValue),
            "region": file.region.map { Self.text($0.rawValue) },
            "name": file.name == AccountFile.usualName ? nil : Self.text(file.name),
            "path": Self.text(file.path.rawValue),
            "alias": file.alias.map { Self.text($0) },
            "words": keptWords,
            "password-policy": file.passwordPolicy.map(passwordPolicy),
            "policies": Self.filled(file.policies.map { ($0.name.rawValue, policy($0)) }),
            "groups": Self.filled(file.groups.map { ($0.name.rawValue, group($0)) }),
            "roles": Self.filled(file.roles.map { ($0.name.rawValue, role($0)) }),
            "people": Self.filled(file.people.map { ($0.name.rawValue, person($0)) }),
            "open-id-connect-providers": Self.filled(
                file.openIDConnectProviders.map { provider in
                    let clients = Self.texts(provider.clientIDs)
                    let thumbprints = Self.filled(provider.thumbprints)
                    return (
                        provider.url,
                        Self.map(["client-ids": clients, "thumbprints": thumbprints, "tags": tags(provider.tags)])
                    )
                }),
            "saml-providers": Self.filled(
                file.samlProviders.map { provider in
                    let metadata = Self.text(provider.metadataDocument)
                    return (provider.name, Self.map(["metadata": metadata, "tags": tags(provider.tags)]))
                }),
            "tables": Self.filled(file.tables.map { ($0.name, table($0)) }),
        ])
    }

    /// The words that would be filled in, and that a policy has as they are.
    private var keptWords: YAMLNode? {
        var policies = file.policies.map(\.document)
        policies += file.groups.flatMap(\.inlinePolicies.values) + file.roles.flatMap(\.inlinePolicies.values)
        policies += file.people.flatMap(\.inlinePolicies.values)
        for case .statements(let policy) in file.roles.flatMap(\.trust) { policies.append(policy) }
        let kept = PolicyWords.given.filter { word in policies.contains { $0.text.contains(word) } }
        return Self.filled(kept.map { ($0, Self.text($0)) })
    }

    private func passwordPolicy(_ policy: AccountPasswordPolicy) -> YAMLNode {
        Self.map([
            "minimum-password-length": Self.text(String(policy.minimumPasswordLength)),
            "require-symbols": flag(policy.requireSymbols, usual: false),
            "require-numbers": flag(policy.requireNumbers, usual: false),
            "require-uppercase-characters": flag(policy.requireUppercaseCharacters, usual: false),
            "require-lowercase-characters": flag(policy.requireLowercaseCharacters, usual: false),
            "allow-users-to-change-password": flag(policy.allowUsersToChangePassword, usual: true),
            "max-password-age": policy.maxPasswordAge.map { Self.text(String($0)) },
            "password-reuse-prevention": Self.text(policy.passwordReusePrevention.map { String($0) } ?? "none"),
            "hard-expiry": flag(policy.hardExpiry, usual: false),
        ])
    }

    private func policy(_ policy: PolicyEntry) -> YAMLNode {
        Self.map([
            "description": policy.description.map { Self.text($0) }, "document": document(policy.document),
        ])
    }

    private func group(_ group: GroupEntry) -> YAMLNode {
        Self.map([
            "managed-policies": names(of: group.managedPolicies),
            "inline-policies": inlinePolicies(group.inlinePolicies),
        ])
    }

    private func role(_ role: RoleEntry) -> YAMLNode {
        let isUsual = role.maximumSessionDuration == RoleEntry.usualSessionDuration
        return Self.map([
            "path": path(role.path),
            "description": role.description.map { Self.text($0) },
            "trust": YAMLNode(content: .list(role.trust.map(trust)), line: 0),
            "managed-policies": names(of: role.managedPolicies),
            "inline-policies": inlinePolicies(role.inlinePolicies),
            "permissions-boundary": role.permissionsBoundary.map { Self.text(name(of: $0)) },
            "max-session-duration": isUsual
                ? nil : Self.text(AccountFileReader.duration(role.maximumSessionDuration)),
            "instance-profile": flag(role.instanceProfile, usual: false),
            "tags": tags(role.tags),
        ])
    }

    private func trust(_ entry: TrustEntry) -> YAMLNode {
        guard case .statements(let policy) = entry else { return entry.node(in: file) }
        guard case .map(let members) = document(policy).content else { return Self.map([]) }
        return Self.map(["statements": members.first { $0.name == "Statement" }?.value])
    }

    private func person(_ person: PersonEntry) -> YAMLNode {
        Self.map([
            "path": path(person.path),
            "groups": Self.filled(person.groups.map(\.rawValue)),
            "managed-policies": names(of: person.managedPolicies),
            "inline-policies": inlinePolicies(person.inlinePolicies),
            "permissions-boundary": person.permissionsBoundary.map { Self.text(name(of: $0)) },
            "tags": tags(person.tags),
            "pgp-key": person.pgpKey.map { Self.text(String(decoding: $0, as: UTF8.self)) },
            "console-password": flag(person.consolePassword, usual: false),
            "password-reset-required": person.consolePassword ? flag(person.changeAtFirstSignIn, usual: true) : nil,
            "access-key": flag(person.accessKey, usual: false),
        ])
    }

    private func table(_ table: TableEntry) -> YAMLNode {
        Self.map([
            "key": Self.text(table.key),
            "time-to-live": table.timeToLiveAttribute.map { Self.text($0) },
            "point-in-time-recovery": flag(table.pointInTimeRecovery, usual: true),
            "tags": tags(table.tags),
        ])
    }
}

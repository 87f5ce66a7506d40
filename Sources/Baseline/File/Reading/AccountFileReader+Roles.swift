import AWS
import Formats
import YAML

// Roles, and the providers whose people they may trust.

extension AccountFileReader {
    mutating func readRoles(_ entries: [Entry<RoleName>], people: [UserName], in file: AccountFile) -> [RoleEntry] {
        var roles: [RoleEntry] = []
        let names = TrustNames(roles: entries.map(\.name), people: people, file: file)
        for entry in entries {
            let members = self.members(entry.node, of: .role)
            let trust = readTrust(members["trust"], at: entry.line, names)
            var role = RoleEntry(
                name: entry.name, path: readPath(members["path"]), description: description(members["description"]),
                managedPolicies: managedPolicies(members["managed-policies"]),
                inlinePolicies: inlinePolicies(members["inline-policies"]),
                permissionsBoundary: permissionsBoundary(members["permissions-boundary"]), trust: trust,
                tags: tags(members["tags"]), line: entry.line)
            if ["/aws-service-role/", "/aws-reserved/"].contains(where: role.path.rawValue.hasPrefix) {
                fault(
                    members["path"]?.line ?? entry.line,
                    "the path “\(Self.shown(role.path.rawValue))” AWS keeps for itself: choose another one")
            }
            if role.path.rawValue == "/user-role/" {
                warn(
                    members["path"]?.line ?? entry.line,
                    "in /user-role/ Latchkey keeps the roles by which it mirrors people, unless it was told otherwise: choose "
                        + "another path")
            }
            if let seconds = duration(members["max-session-duration"], "max-session-duration", 3_600...43_200) {
                role.maximumSessionDuration = seconds
            }
            role.instanceProfile = bool(members["instance-profile"], "instance-profile", usual: false)
            if role.instanceProfile, !trust.contains(where: Self.isForInstances) {
                fault(
                    members["instance-profile"]?.line ?? entry.line,
                    "a role with an instance profile should trust the service ec2.\(account.partition.dnsSuffix)")
            }
            for case .groups(let trust) in trust {
                for group in trust.groups where assumers[group]?.last != entry.name {
                    assumers[group, default: []].append(entry.name)
                }
            }
            roles.append(role)
        }
        return roles
    }

    private static func isForInstances(_ entry: TrustEntry) -> Bool {
        switch entry {
        case .service(let name): name.utf8.starts(with: "ec2.".utf8)
        case .statements: true
        default: false
        }
    }

    mutating func readOpenIDConnectProviders(_ node: YAMLNode?) -> [OpenIDConnectProviderEntry] {
        guard let node else { return [] }
        var providers: [OpenIDConnectProviderEntry] = []
        for (name, value) in anyMembers(node, "“open-id-connect-providers”") {
            let members = self.members(value, of: .openIDConnectProvider)
            let clients = named(members["client-ids"], "client-ids")
            if clients.isEmpty {
                fault(name.line, "the provider needs “client-ids”: the clients whose tokens are taken, their “aud”")
            }
            for client in clients where !(1...255).contains(client.name.utf8.count) {
                fault(client.line, "“client-ids” should have texts of 1 to 255 characters")
            }
            if clients.count > 100 { fault(name.line, "IAM takes 100 clients of a provider at most") }
            let thumbprints = self.thumbprints(members["thumbprints"])
            let tags = self.tags(members["tags"])
            guard issuer(name.text, at: name.line) != nil else { continue }
            if providers.contains(where: { $0.url.lowercased() == name.text.lowercased() }) {
                fault(name.line, "the provider stands in the file already")
            }
            providers.append(
                OpenIDConnectProviderEntry(
                    url: name.text, clientIDs: clients.map(\.name), thumbprints: thumbprints, tags: tags,
                    line: name.line))
        }
        return providers
    }

    private mutating func thumbprints(_ node: YAMLNode?) -> [String] {
        let entries = named(node, "thumbprints")
        for entry in entries where entry.name.utf8.count != 40 || !entry.name.utf8.allSatisfy(\.isHexadecimal) {
            fault(entry.line, "a thumbprint should have 40 hexadecimal digits, without colons")
        }
        var seen: Set<String> = []
        for entry in entries where !seen.insert(entry.name.lowercased()).inserted {
            fault(entry.line, "“\(Self.shown(entry.name))” stands twice in “thumbprints”: leave one out")
        }
        if entries.count > 5, let node { fault(node.line, "IAM takes 5 thumbprints at most") }
        return entries.map { $0.name.lowercased() }
    }

    mutating func readSAMLProviders(_ node: YAMLNode?) -> [SAMLProviderEntry] {
        var providers: [SAMLProviderEntry] = []
        // IAM's names of these are those of groups without = , and @.
        for entry in entries(node, "saml-providers", kind: "a SAML provider", GroupName.init) {
            let members = self.members(entry.node, of: .samlProvider)
            if !entry.name.rawValue.utf8.allSatisfy({
                $0.isWordByte || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
            }) {
                fault(entry.line, "the name of a SAML provider should have letters, digits and ._- only")
            }
            let tags = self.tags(members["tags"])
            guard let metadata = members["metadata"] else {
                fault(entry.line, "“metadata” is missing: the XML that the provider gives for AWS, or {file: NAME}")
                continue
            }
            guard let bytes = textOrFile(metadata, "metadata") else { continue }
            guard let text = String(validating: bytes, as: UTF8.self), Self.isMetadata(text) else {
                fault(metadata.line, "“metadata” should be the XML of a SAML provider, with an EntityDescriptor")
                continue
            }
            if !Self.metadataSizes.contains(text.unicodeScalars.count) {
                fault(metadata.line, "“metadata” should have 1,000 to 10,000,000 characters, as IAM takes them")
            }
            providers.append(
                SAMLProviderEntry(
                    name: entry.name.rawValue, metadataDocument: text, tags: tags, line: entry.line))
        }
        return providers
    }

    /// In characters, as `CreateSAMLProvider` has them.
    private static let metadataSizes = 1_000...10_000_000

    private static func isMetadata(_ text: String) -> Bool {
        text.utf8.first { $0 > 0x20 } == UInt8(ascii: "<") && text.contains("EntityDescriptor")
    }
}

import AWS
import Formats
import YAML

// Groups and people.

extension AccountFileReader {
    mutating func readGroups(_ entries: [Entry<GroupName>]) -> [GroupEntry] {
        var groups: [GroupEntry] = []
        for entry in entries {
            let members = self.members(entry.node, of: .group)
            let group = GroupEntry(
                name: entry.name, managedPolicies: managedPolicies(members["managed-policies"]),
                inlinePolicies: inlinePolicies(members["inline-policies"]), mayAssume: assumers[entry.name] ?? [],
                line: entry.line)
            let isTaken = group.inlinePolicies.keys.contains { $0.rawValue == AccountFile.assumptionPolicyName }
            if isTaken, !group.mayAssume.isEmpty {
                fault(
                    entry.line,
                    "“\(AccountFile.assumptionPolicyName)” is the name of the policy that the trust of roles makes for "
                        + "“\(entry.name)”: choose another one")
            }
            groups.append(group)
        }
        return groups
    }

    /// Groups of the file that something names. A name that differs in case is another one in the file.
    mutating func groups(_ node: YAMLNode?) -> [GroupName] {
        var found: [GroupName] = []
        for entry in named(node, "groups") {
            if let name = GroupName(entry.name), groupLines[name] != nil {
                found.append(name)
                continue
            }
            let near = NearName.of(entry.name, among: groupLines.keys.map(\.rawValue))
            let advice = near.map { "did you mean “\($0)”?" } ?? "add it to “groups”"
            fault(entry.line, "there is no group “\(Self.shown(entry.name))” in the file: \(advice)")
        }
        return found
    }

    mutating func readPeople(_ entries: [Entry<UserName>]) -> [PersonEntry] {
        var people: [PersonEntry] = []
        for entry in entries {
            let members = self.members(entry.node, of: .person)
            var person = PersonEntry(
                name: entry.name, path: readPath(members["path"]), groups: groups(members["groups"]),
                managedPolicies: managedPolicies(members["managed-policies"]),
                inlinePolicies: inlinePolicies(members["inline-policies"]),
                permissionsBoundary: permissionsBoundary(members["permissions-boundary"]), tags: tags(members["tags"]),
                line: entry.line)
            if let node = members["pgp-key"] {
                person.pgpKey = pgpKey(node)
                person.pgpKeyLine = node.line
                if case .map(let names) = node.content {
                    person.pgpKeyFile = names.first?.value.texts.first
                }
            }
            readFirstSecrets(members, of: &person)
            people.append(person)
        }
        return people
    }

    mutating func readPath(_ node: YAMLNode?) -> Path {
        path(node, "a path that begins and ends with /, such as /staff/") ?? .root
    }

    /// A path that policies may have as well, and that means nothing else in an ARN of a policy, as one with `*` would.
    mutating func path(_ node: YAMLNode?, _ form: String) -> Path? {
        optional(node, "path", "\(form), with letters, digits and _+=,.@- between its slashes") { text in
            let parts = text.utf8.dropFirst().dropLast().split(
                separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            guard text == "/" || parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNameByte) }) else { return nil }
            return Path(text)
        }
    }

    private mutating func readFirstSecrets(_ members: [String: YAMLNode], of person: inout PersonEntry) {
        person.consolePassword = bool(members["console-password"], "console-password", usual: false)
        person.accessKey = bool(members["access-key"], "access-key", usual: false)
        person.changeAtFirstSignIn = bool(members["password-reset-required"], "password-reset-required", usual: true)
        if let node = members["password-reset-required"], !person.consolePassword {
            fault(node.line, "“password-reset-required” means nothing without “console-password: true”")
        }
        guard members["pgp-key"] == nil else { return }
        for name in ["console-password", "access-key"] {
            guard let node = members[name], node.content == .text("true") else { continue }
            fault(
                node.line,
                "“\(name)” needs the person’s “pgp-key”, under which it is encrypted; or leave it out, and let "
                    + "\(person.name) make keys at Latchkey")
        }
    }

    /// The key as it is written. What kind of key it is, is found out when something is encrypted under it.
    private mutating func pgpKey(_ node: YAMLNode) -> [UInt8]? {
        guard let bytes = textOrFile(node, "pgp-key") else { return nil }
        if bytes.starts(with: "keybase:".utf8) {
            fault(
                node.line,
                "Keybase isn’t asked for keys, as it could give another one: put the public key itself here, which "
                    + "“gpg --armor --export” prints")
            return nil
        }
        if contains(bytes, "PRIVATE KEY") {
            fault(
                node.line,
                "this is a private key: take it out of the file, tell its owner that others have seen it, and put the public "
                    + "key here, which “gpg --armor --export” prints")
            return nil
        }
        return bytes
    }

    private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
        let text = Array(text.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: text) }
    }
}

import AWS
import IdentityProofs
package import YAML

/// Reads a file of rules:
///
///     rules:
///       - hosts: [tools.example.com]
///         paths: [/reports/*, /status]
///         allow:
///           - {kind: user, path: /staff/*}
///           - {kind: role, name: deploy}
///       - allow: all
extension AccessRules {
    /// Reads the rules.
    ///
    /// - Parameter bytes: the whole file.
    /// - Returns: at least one rule.
    /// - Throws: ``YAMLError``, with the line of what is wrong first.
    package static func read(_ bytes: [UInt8]) throws(YAMLError) -> AccessRules {
        let root = try YAMLReader.read(bytes)
        let members = try root.members("the file", ["rules"])
        guard let rules = members["rules"] else { throw root.error("“rules” is missing") }
        var read: [Rule] = []
        for rule in try rules.list("rules") { read.append(try Rule(rule)) }
        guard !read.isEmpty else { throw rules.error("there is no rule, so that nobody could enter") }
        return AccessRules(read)
    }
}

extension AccessRules.Rule {
    fileprivate init(_ node: YAMLNode) throws(YAMLError) {
        let members = try node.members("a rule", ["hosts", "paths", "allow"])
        if let list = members["hosts"] {
            var names: Set<ServerName> = []
            for host in try list.filledList("hosts") {
                guard let name = ServerName(try host.text("a host")) else {
                    throw host.error("a host should be a name in small letters, with a port that isn't the usual one")
                }
                names.insert(name)
            }
            hosts = names
        }
        paths = try Self.paths(members["paths"])
        guard let allow = members["allow"] else { throw node.error("“allow” is missing") }
        admitted = try Self.admitted(allow)
    }

    private static func paths(_ node: YAMLNode?) throws(YAMLError) -> [PathRule] {
        guard let node else { return [PathRule("/*")].compactMap { $0 } }
        var paths: [PathRule] = []
        for path in try node.filledList("paths") {
            guard let rule = PathRule(try path.text("a path")) else {
                throw path.error("a path should be like /status, or like /reports/* for all below it, and not encoded")
            }
            paths.append(rule)
        }
        return paths
    }

    private static func admitted(_ node: YAMLNode) throws(YAMLError) -> AccessRules.Admitted {
        switch node.content {
        case .text("all"): return .everyone
        case .text("none"): return .nobody
        case .list:
            var patterns: [IdentityPattern] = []
            for pattern in try node.filledList("allow") { patterns.append(try IdentityPattern(pattern)) }
            return .matching(patterns)
        default: throw node.error("“allow” should be all, none, or a list of identities")
        }
    }
}

extension IdentityPattern {
    private static let names: Set<String> = [
        "partition", "account", "kind", "path", "name", "session", "org", "ou", "tags",
    ]

    fileprivate init(_ node: YAMLNode) throws(YAMLError) {
        let members = try node.members("an identity", Self.names)
        guard !members.isEmpty else {
            throw node.error("an identity should have a member; for everyone, write allow: all")
        }
        func pattern(_ name: String) throws(YAMLError) -> TextPattern? {
            guard let member = members[name] else { return nil }
            return TextPattern(try member.text(name))
        }
        var tags: [String: TextPattern] = [:]
        for tag in try members["tags"]?.members("tags") ?? [:] {
            tags[tag.key] = TextPattern(try tag.value.text(tag.key))
        }
        self.init(
            partition: try pattern("partition"), account: try pattern("account"), kind: try Self.kind(members["kind"]),
            path: try pattern("path"), name: try pattern("name"), session: try pattern("session"),
            organization: try pattern("org"), organizationalUnit: try pattern("ou"), tags: tags)
        // A user and a role may have the same name, and everybody can call a session of their role as they like.
        if let member = members["name"] ?? members["path"], kind == nil {
            throw member.error("a name or a path needs its kind beside it: user, role or federated-user")
        }
        if let session = members["session"], kind != .role || name == nil {
            throw session.error("a session needs “kind: role” and the role's name beside it")
        }
        if let account = members["account"], !Self.isAccount(try account.text("account")) {
            throw account.error("an account is twelve digits")
        }
    }

    private static func isAccount(_ text: String) -> Bool { AccountID(text) != nil || text.contains("*") }

    private static func kind(_ node: YAMLNode?) throws(YAMLError) -> IAMIdentity.Kind? {
        guard let node else { return nil }
        guard let kind = IAMIdentity.Kind(rawValue: try node.text("kind")) else {
            throw node.error(
                "a kind should be one of \(IAMIdentity.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return kind
    }
}

import AWS
import Baseline
import Formats

/// An account that two files describe, one after the other, of which the second changes everything that can be changed.
struct BaselineScenario {
    let account: AWSAccount

    init(account number: String) throws { account = AWSAccount(id: try known(number), partition: .aws) }

    func first() throws -> AccountFile {
        AccountFile(
            account: account, path: try known("/baseline/"),
            policies: [
                try policy("shared", allow: ["a:1", "a:2"], deny: ["a:3"]), try policy("former", allow: ["e:2"]),
            ],
            groups: [
                try group("staff", ["shared"], allow: ["b:1", "a:3"]), try group("gone", allow: ["c:1"]),
            ],
            roles: [
                RoleEntry(
                    name: try known("first"), managedPolicies: [.own(try known("former"))],
                    inlinePolicies: [try known("i"): try document(allow: ["e:1"])],
                    trust: [.service("ec2.amazonaws.com")])
            ],
            people: [
                try person("alice", ["staff", "gone"]), try person("bob", ["staff"], allow: ["d:1"]),
                try person("carol", ["gone"], allow: ["d:1"], deny: ["d:2"]),
            ],
            openIDConnectProviders: [OpenIDConnectProviderEntry(url: "https://id.example", clientIDs: ["a"])],
            tables: [TableEntry(name: "records", key: "id", timeToLiveAttribute: "expires_at")])
    }

    func second() throws -> AccountFile {
        var carol = try person("carol", ["staff"], allow: ["d:2", "d:1"])
        carol.permissionsBoundary = .own(try known("bound"))
        carol.path = try known("/staff/")
        carol.tags = [Tag(key: "team", value: "a b")]
        return AccountFile(
            account: account, path: try known("/baseline/"), alias: "example-\(account.id)",
            passwordPolicy: AccountPasswordPolicy(minimumPasswordLength: 14),
            policies: [
                try policy("shared", allow: ["a:1", "a:4"], deny: ["a:5"]),
                try policy("new", allow: ["b:2", "a:5"], deny: ["a:2"]),
                try policy("bound", allow: ["d:2", "a:1", "e:1"]),
            ],
            groups: [
                try group("staff", ["shared", "new"], allow: ["b:2"]), try group("fresh", ["new"], allow: ["c:1"]),
            ],
            roles: [
                RoleEntry(
                    name: try known("second"), description: "new",
                    inlinePolicies: [try known("i"): try document(allow: ["e:1"], deny: ["e:2"])],
                    permissionsBoundary: .own(try known("bound")), maximumSessionDuration: 7_200,
                    trust: [.service("ec2.amazonaws.com")], instanceProfile: true)
            ],
            people: [
                try person("alice", ["fresh"], allow: ["e:2"]), carol, try person("dave", ["staff", "fresh"]),
            ],
            openIDConnectProviders: [
                OpenIDConnectProviderEntry(
                    url: "https://id.example", clientIDs: ["b"], tags: [Tag(key: "k", value: "v")])
            ],
            tables: [TableEntry(name: "records", key: "id", pointInTimeRecovery: false)])
    }

    /// What the second file allows.
    static let finalRights = RightsJudge(allowed: [
        "user/alice": ["b:2", "a:5", "c:1", "e:2"], "user/carol": ["d:2", "a:1"],
        "user/dave": ["a:1", "a:4", "b:2", "c:1"], "role/second": ["e:1"],
    ])

    private func document(allow: [String] = [], deny: [String] = []) throws -> WrittenPolicy {
        let statements = [("Allow", allow), ("Deny", deny)].flatMap { effect, actions in
            actions.map { action -> JSONValue in
                ["Effect": .string(effect), "Action": .string(action), "Resource": "*"]
            }
        }
        return try WrittenPolicy(["Version": "2012-10-17", "Statement": .array(statements)])
    }

    private func policy(_ name: String, allow: [String], deny: [String] = []) throws -> PolicyEntry {
        PolicyEntry(name: try known(name), document: try document(allow: allow, deny: deny))
    }

    private func group(_ name: String, _ policies: [String] = [], allow: [String]) throws -> GroupEntry {
        GroupEntry(
            name: try known(name), managedPolicies: try policies.map { .own(try known($0)) },
            inlinePolicies: [try known("i"): try document(allow: allow)])
    }

    private func person(
        _ name: String, _ groups: [String], allow: [String] = [], deny: [String] = []
    ) throws -> PersonEntry {
        PersonEntry(
            name: try known(name), groups: try groups.map { try known($0) },
            inlinePolicies: allow.isEmpty ? [:] : [try known("own"): try document(allow: allow, deny: deny)])
    }
}

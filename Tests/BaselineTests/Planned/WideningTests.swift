import AWS
import Formats
import Testing

@testable import Baseline

@Suite struct WideningTests {
    typealias A = TestAccount

    private let admin: ARN = A.known("arn:aws:iam::aws:policy/AdministratorAccess")
    private let p: ARN = A.known("arn:aws:iam::123456789012:policy/baseline/p")
    private let selfService = A.policy(allow: ["iam:GetUser"], deny: ["s3:*"])

    private func warnings(_ file: AccountFile, _ observed: ObservedAccount) throws -> [String] {
        try AccountPlanner.plan(file, for: observed).warnings
    }

    private func person(_ name: String, groups: [String] = []) -> PersonEntry {
        PersonEntry(name: A.known(name), groups: groups.map { A.known($0) })
    }

    /// The file of a group whose policy denies something.
    private func staff(_ people: [PersonEntry] = []) -> AccountFile {
        A.file(
            policies: [PolicyEntry(name: A.known("p"), document: selfService)],
            groups: [GroupEntry(name: A.known("staff"), managedPolicies: [.own(A.known("p"))])], people: people)
    }

    private func observed(_ users: [UserDetail], roles: [RoleDetail] = []) -> ObservedAccount {
        A.observed(
            users: users, groups: [A.group("staff", attached: [p])], roles: roles,
            policies: [A.managed("p", selfService)])
    }

    @Test func `who isn't in the file and leaves a group is told what they lose and keep`() throws {
        let mallory = A.user("Mallory", groups: ["staff"], attached: [admin], tags: [])
        #expect(
            try warnings(staff(), observed([mallory])) == [
                "user/Mallory loses the Deny of baseline/p and keeps AdministratorAccess, and isn’t in the file: take that from "
                    + "them first, or add them to it"
            ])
        let plan = try AccountPlanner.plan(staff(), for: observed([mallory]))
        #expect(plan.text().contains("\n! user/Mallory loses the Deny of baseline/p and keeps"))
        #expect(plan.json["warnings"] == .array(plan.warnings.map(JSONValue.string)))
    }

    @Test func `where all of the file goes, nobody is advised to be added to it`() throws {
        let mallory = A.user("Mallory", groups: ["staff"], attached: [admin], tags: [])
        let plan = try AccountPlanner.destruction(of: staff(), in: observed([mallory]))
        #expect(
            plan.warnings == [
                "user/Mallory loses the Deny of baseline/p and keeps AdministratorAccess: take that from them first"
            ])
    }

    @Test func `what is allowed elsewhere than it was denied is no loss`() throws {
        func policy(_ effect: String, _ resource: String) throws -> WrittenPolicy {
            let statement: JSONValue = [
                "Effect": .string(effect), "Action": "s3:GetObject", "Resource": .string("arn:aws:s3:::\(resource)/*"),
            ]
            return try WrittenPolicy(["Version": "2012-10-17", "Statement": [statement]])
        }
        let secret = try policy("Deny", "secret")
        for (resource, keeps) in [("public", false), ("secret", true), ("${aws:username}", true)] {
            let pat = A.user("pat", inline: ["d": secret, "a": try policy("Allow", resource)])
            var entry = person("pat")
            entry.inlinePolicies = [A.known("a"): try policy("Allow", resource)]
            #expect(try warnings(A.file(people: [entry]), A.observed(users: [pat])).isEmpty != keeps)
        }
    }

    @Test func `policies that name the tables of another Region than before are told`() throws {
        func policy(_ region: String) throws -> WrittenPolicy {
            let table = "arn:aws:dynamodb:\(region):123456789012:table/latchkey"
            let statement: JSONValue = ["Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": .string(table)]
            return try WrittenPolicy(["Version": "2012-10-17", "Statement": [statement]])
        }
        let observed = A.observed(policies: [A.managed("p", try policy("us-east-1"))])
        for (region, expected) in [
            ("us-east-1", []),
            (
                "eu-west-1",
                [
                    "policy/p names no table in us-east-1 any more: servers that keep theirs there stop, and what is in it "
                        + "stays there"
                ]
            ),
        ] {
            let file = A.file(policies: [PolicyEntry(name: A.known("p"), document: try policy(region))])
            #expect(try warnings(file, observed) == expected)
        }
    }

    @Test(arguments: [
        // Nothing is left that allows anything, or not what was denied.
        A.user("mallory", groups: ["staff"], tags: []),
        A.user("mallory", groups: ["staff"], inline: ["x": A.policy(allow: ["ec2:*"])], tags: []),
        // The same, or more, is denied by another way.
        A.user("mallory", groups: ["staff"], inline: ["x": A.policy(allow: ["*"], deny: ["S3:*"])], tags: []),
        A.user("mallory", groups: ["staff"], inline: ["x": A.policy(allow: ["*"], deny: ["*"])], tags: []),
        A.user(
            "mallory", groups: ["staff"], attached: [A.known("arn:aws:iam::aws:policy/AWSDenyAll")], tags: []),
    ])
    func `who gets nothing by it isn't warned of`(_ user: UserDetail) throws {
        #expect(try warnings(staff(), observed([user])).isEmpty)
    }

    @Test func `what remains may come from another group`() throws {
        var account = observed([A.user("mallory", groups: ["staff", "other"], tags: [])])
        account.details.groupDetailList.append(
            A.group("other", inline: ["i": A.policy(allow: ["s3:Get*"])], path: "/"))
        let found = try warnings(staff(), account)
        #expect(found.count == 1 && found[0].contains("and keeps the inline policy i of group/other"))
    }

    @Test func `to whom the same happens, they are told together`() throws {
        let users = (1...7).map { A.user("m\($0)", groups: ["staff"], attached: [admin], tags: []) }
        let found = try warnings(staff(), observed(users))
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("user/m1, user/m2, user/m3, user/m4, user/m5 and 2 more lose the Deny of"))
        #expect(found[0].contains("and keep AdministratorAccess, and aren’t in the file"))
    }

    @Test func `a person of the file who leaves a group and keeps what it denied`() throws {
        var alice = person("alice")
        alice.managedPolicies = [.awsManaged("AdministratorAccess")]
        let account = observed([A.user("alice", groups: ["staff"], attached: [admin])])
        #expect(
            try warnings(staff([alice]), account).first
                == "user/alice loses the Deny of baseline/p and keeps AdministratorAccess")
    }

    @Test func `a policy that goes, attached or inline`() throws {
        var alice = person("alice")
        alice.managedPolicies = [.awsManaged("AdministratorAccess")]
        let deny = A.policy(deny: ["s3:*"])
        let account = A.observed(users: [A.user("alice", inline: ["d": deny], attached: [admin])])
        #expect(
            try warnings(A.file(people: [alice]), account) == [
                "user/alice loses the Deny of the inline policy d and keeps AdministratorAccess"
            ])
        // What the file says of its own policy, the plan shows where it stands.
        var held = alice
        held.inlinePolicies = [A.known("d"): A.policy(allow: ["s3:*"])]
        #expect(try warnings(A.file(people: [held]), account).isEmpty)
    }

    @Test func `a policy of the file that somebody else has, too`() throws {
        let file = A.file(policies: [PolicyEntry(name: A.known("p"), document: A.policy(allow: ["iam:GetUser"]))])
        let eve = A.user("eve", attached: [p, admin], tags: [])
        let account = A.observed(users: [eve], policies: [A.managed("p", selfService)])
        let found = try warnings(file, account)
        #expect(found.count == 1 && found[0].hasPrefix("user/eve loses the Deny of baseline/p and keeps"))
    }

    @Test func `a boundary that goes, or becomes wider`() throws {
        let (a, b): (ARN, ARN) = (
            A.known("arn:aws:iam::123456789012:policy/a"), A.known("arn:aws:iam::123456789012:policy/b")
        )
        func found(_ old: ARN, _ new: ARN?) throws -> [String] {
            var alice = person("alice")
            alice.managedPolicies = [.awsManaged("AdministratorAccess")]
            alice.permissionsBoundary = new.map(PolicyReference.arn)
            let account = A.observed(
                users: [A.user("alice", attached: [admin], boundary: old)],
                policies: [
                    A.managed("a", A.policy(allow: ["s3:*"]), path: "/"),
                    A.managed("b", A.policy(allow: ["s3:Get*"]), path: "/"),
                ])
            return try warnings(A.file(people: [alice]), account)
        }
        #expect(try found(a, nil) == ["user/alice loses the permissions boundary a and keeps AdministratorAccess"])
        #expect(try found(b, a) == ["user/alice loses the permissions boundary b for a and keeps AdministratorAccess"])
        #expect(try found(a, b).isEmpty && found(a, a).isEmpty)
    }

    @Test func `who was left shut is opened without a warning`() throws {
        var alice = person("alice")
        alice.managedPolicies = [.awsManaged("AdministratorAccess")]
        let shut = [AccountWriter.shutPolicyName: A.policy(deny: ["*"])]
        let account = A.observed(users: [A.user("alice", inline: shut, attached: [admin])])
        #expect(try warnings(A.file(people: [alice]), account).isEmpty)
    }

    @Test func `whoever goes as a whole isn't warned of, and destruction warns as well`() throws {
        let users = [
            A.user("alice", groups: ["staff"], attached: [admin]),
            A.user("mallory", groups: ["staff"], attached: [admin], tags: []),
        ]
        let plan = try AccountPlanner.destruction(of: staff(), in: observed(users))
        #expect(plan.warnings.count == 1 && plan.warnings[0].hasPrefix("user/mallory loses the Deny of baseline/p"))
    }
}

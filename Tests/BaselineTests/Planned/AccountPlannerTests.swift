import AWS
import FoundationEssentials
import IAMPolicy
import Testing

@testable import Baseline

@Suite struct AccountPlannerTests {
    typealias A = TestAccount

    private func plan(
        _ file: AccountFile, _ observed: ObservedAccount, adopt: [String] = []
    ) throws -> AccountPlan {
        try AccountPlanner.plan(file, for: observed, adopting: Adoption(adopt))
    }

    /// The stage and the words of each step, in order.
    private func steps(_ plan: AccountPlan) -> [String] {
        plan.steps.map { "\($0.stage) \($0.entity.words): \($0.words)" }
    }

    private func person(_ name: String, groups: [String] = [], path: String = "/") -> PersonEntry {
        PersonEntry(name: A.known(name), path: A.known(path), groups: groups.map { A.known($0) }, line: 7)
    }

    private let selfService = A.policy(allow: ["iam:GetUser"], deny: ["s3:*"])

    @Test func `an account that is as the file says asks for nothing`() throws {
        let file = A.file(
            policies: [PolicyEntry(name: A.known("p"), document: selfService)],
            groups: [
                GroupEntry(
                    name: A.known("staff"), managedPolicies: [.own(A.known("p"))],
                    inlinePolicies: [A.known("i"): A.policy(allow: ["a:b"])])
            ],
            people: [person("alice", groups: ["staff"])])
        let observed = A.observed(
            users: [
                A.user(
                    "Alice", groups: ["staff"],
                    tags: [A.owner, Tag(key: "aws:x", value: ""), Tag(key: "latchkey:first-key", value: "given")])
            ],
            groups: [
                A.group(
                    "staff", inline: ["i": A.policy(allow: ["A:b"])],
                    attached: [A.known("arn:aws:iam::123456789012:policy/baseline/p")])
            ], policies: [A.managed("p", selfService)])
        let plan = try plan(file, observed)
        #expect(plan.isEmpty && plan.conflicts.isEmpty && plan.excesses.isEmpty, "\(plan.text())")
        #expect(plan.text() == "The account 123456789012 is as the file says.\n")
    }

    @Test func `what is new is made empty, gets what it is denied, and then what it is allowed`() throws {
        let file = A.file(
            policies: [PolicyEntry(name: A.known("p"), document: selfService)],
            groups: [
                GroupEntry(
                    name: A.known("staff"), managedPolicies: [.own(A.known("p")), .awsManaged("ReadOnlyAccess")],
                    inlinePolicies: [A.known("i"): A.policy(allow: ["a:b"])])
            ],
            people: [person("alice", groups: ["staff"])])
        #expect(
            try steps(plan(file, A.observed())) == [
                "createPolicies policy/p: make the policy", "createGroups group/staff: make the group",
                "createUsers user/alice: make the user", "deny group/staff: attach baseline/p",
                "join user/alice: join staff", "widen policy/p: write the whole policy",
                "widen group/staff: write the inline policy i", "grant group/staff: attach ReadOnlyAccess",
            ])
    }

    @Test func `a person removed from the middle touches nobody else`() throws {
        let names = ["alice", "bob", "carol"]
        let group = GroupEntry(name: A.known("staff"))
        let observed = A.observed(
            users: names.map { A.user($0, groups: ["staff"]) }, groups: [A.group("staff")])
        let file = A.file(groups: [group], people: ["alice", "carol"].map { person($0, groups: ["staff"]) })
        let plan = try plan(file, observed)
        #expect(plan.entities.map(\.entity) == [Entity(.user, "bob")] && plan.count(.remove) == 1)
        #expect(
            steps(plan) == [
                "shut user/bob: deny everything", "remove user/bob: take everything away and delete the user",
            ])
        #expect(plan.keepingWhatTheFileLacks.isEmpty)
    }

    @Test func `what isn't ours is a conflict until it is taken over`() throws {
        let file = A.file(
            policies: [PolicyEntry(name: A.known("p"), document: selfService, line: 3)],
            groups: [GroupEntry(name: A.known("staff"), line: 5)], people: [person("alice")])
        var observed = A.observed(
            users: [A.user("alice", tags: [Tag(key: AccountFile.ownerTag, value: "other")])],
            groups: [A.group("Staff", path: "/")], policies: [A.managed("p", A.policy(allow: ["a:b"]))])
        observed.policyTags = [:]
        let refused = try plan(file, observed)
        #expect(refused.isEmpty && refused.conflicts.map(\.entity.words) == ["policy/p", "group/staff", "user/alice"])
        #expect(refused.conflicts.map(\.line) == [3, 5, 7] && refused.conflicts[2].reason.contains("“other”"))
        for adopted in [["all"], ["policy/P", "group/staff", "user/alice"]] {
            let plan = try plan(file, observed, adopt: adopted)
            #expect(plan.conflicts.isEmpty && plan.count(.adopt) == 3)
            #expect(plan.steps.prefix(3).allSatisfy { $0.stage == .adopt })
        }
        #expect(Adoption(["user/x", "group/staff"]).unknown(among: refused.conflicts.map(\.entity)) == ["user/x"])
    }

    @Test func `a role that mirrors a user is never the file's, whatever tags it bears`() throws {
        let role = RoleDetail(
            role: Role(
                roleName: A.known("user_alice"), roleID: "AROA1",
                arn: A.known("arn:aws:iam::123456789012:role/user-role/user_alice"), path: A.known("/user-role/"),
                createDate: .distantPast,
                assumeRolePolicyDocument: "{}",
                tags: [A.owner, Tag(key: "latchkey:mirror", value: "AIDAalice/alice")]))
        #expect(try plan(A.file(), A.observed(roles: [role])).isEmpty)
        let destruction = try AccountPlanner.destruction(of: A.file(), in: A.observed(roles: [role]))
        #expect(destruction.isEmpty)
        let named = A.file(roles: [RoleEntry(name: A.known("user_alice"), trust: [.service("ec2.amazonaws.com")])])
        let conflicts = try plan(named, A.observed(roles: [role]), adopt: ["all"]).conflicts
        #expect(conflicts.map(\.canBeAdopted) == [false])
    }

    @Test func `what can't be moved can't be taken over`() throws {
        let file = A.file(policies: [PolicyEntry(name: A.known("p"), document: selfService)])
        let plan = try plan(file, A.observed(policies: [A.managed("P", selfService, path: "/x/")]), adopt: ["all"])
        #expect(plan.conflicts.map(\.canBeAdopted) == [false] && plan.isEmpty)
    }

    @Test func `hands that added somebody or something are undone`() throws {
        let admin: ARN = A.known("arn:aws:iam::aws:policy/AdministratorAccess")
        let file = A.file(groups: [GroupEntry(name: A.known("staff"))], people: [person("alice", groups: ["staff"])])
        let observed = A.observed(
            users: [
                A.user("alice", groups: ["staff", "other"], inline: ["x": A.policy(allow: ["*"])], attached: [admin]),
                A.user("mallory", groups: ["staff"], tags: []),
            ], groups: [A.group("staff"), A.group("other", path: "/")])
        #expect(
            try steps(plan(file, observed)) == [
                "narrow user/alice: delete the inline policy x", "take group/staff: remove mallory",
                "take user/alice: detach AdministratorAccess", "take user/alice: leave other",
            ])
    }

    @Test func `whoever loses what denies and also allows has nothing in between`() throws {
        let mixed = A.group("old", inline: ["i": A.policy(allow: ["a:b"], deny: ["s3:*"])])
        let file = A.file(
            groups: [
                GroupEntry(
                    name: A.known("old"), inlinePolicies: [A.known("i"): A.policy(allow: ["a:b"], deny: ["s3:*"])])
            ], people: [person("alice")])
        let observed = A.observed(users: [A.user("alice", groups: ["old"])], groups: [mixed])
        #expect(
            try steps(plan(file, observed)) == [
                "shut user/alice: deny everything in between", "take user/alice: leave old",
                "open user/alice: open it again",
            ])
        let kept = A.observed(
            users: [A.user("alice", groups: ["old"], inline: ["d": A.policy(deny: ["S3:*"])])], groups: [mixed])
        var person = person("alice")
        person.inlinePolicies = [A.known("d"): A.policy(deny: ["s3:*"])]
        #expect(
            try steps(plan(A.file(groups: file.groups, people: [person]), kept)) == ["take user/alice: leave old"])
    }

    @Test func `what was left shut is opened`() throws {
        let shut = A.policy(deny: ["*"])
        let observed = A.observed(users: [A.user("alice", inline: [AccountWriter.shutPolicyName: shut])])
        #expect(
            try steps(plan(A.file(people: [person("alice")]), observed)) == ["open user/alice: open it again"])
    }

    @Test func `who is denied everything in between is told before`() throws {
        let mixed = A.policy(allow: ["a:b"], deny: ["s3:*"])
        let new = GroupEntry(name: A.known("team"), inlinePolicies: [A.known("i"): mixed])
        // The group gets another name.
        let file = A.file(groups: [new], people: [person("alice", groups: ["team"]), person("bob", groups: ["team"])])
        let observed = A.observed(
            users: ["alice", "bob"].map { A.user($0, groups: ["staff"]) },
            groups: [A.group("staff", inline: ["i": mixed])])
        let plan = try plan(file, observed)
        #expect(steps(plan).contains("shut user/alice: deny everything in between"))
        #expect(
            plan.warnings == [
                "user/alice, user/bob can do nothing for a moment, as what allows goes and comes together with what denies"
            ])
    }

    @Test func `who was offboarded and stays is given nothing back`() throws {
        let deny: ARN = A.known("arn:aws:iam::aws:policy/AWSDenyAll")
        let file = A.file(groups: [GroupEntry(name: A.known("staff"))], people: [person("alice", groups: ["staff"])])
        let everything = A.policy(deny: ["*"])
        for (user, sign) in [
            (A.user("alice", inline: ["latchkey-offboarding": everything]), "the inline policy latchkey-offboarding"),
            (A.user("alice", attached: [deny]), "the attached policy AWSDenyAll"),
            (A.user("alice", boundary: deny, tags: []), "the permissions boundary AWSDenyAll"),
        ] {
            let plan = try plan(file, A.observed(users: [user], groups: [A.group("staff")]), adopt: ["all"])
            #expect(plan.isEmpty && plan.conflicts.map(\.canBeAdopted) == [false] && plan.conflicts[0].line == 7)
            #expect(plan.conflicts[0].reason.hasPrefix("they were offboarded, and \(sign) denies them everything"))
        }
        // A file may say it itself.
        var alice = person("alice")
        alice.managedPolicies = [.awsManaged("AWSDenyAll")]
        alice.permissionsBoundary = .awsManaged("AWSDenyAll")
        let said = A.observed(users: [A.user("alice", attached: [deny], boundary: deny)])
        #expect(try plan(A.file(people: [alice]), said).conflicts.isEmpty)
        // A policy of the name that somebody made into another one is a foreign one.
        let other = A.user("alice", inline: ["latchkey-offboarding": A.policy(allow: ["*"])])
        let foreign = try plan(file, A.observed(users: [other], groups: [A.group("staff")]), adopt: ["all"])
        #expect(foreign.conflicts.isEmpty && foreign.text().contains("- inline policy latchkey-offboarding"))
        // Out of the file, what is released stays.
        let released = A.user("alice", inline: ["latchkey-offboarding": everything], tags: [])
        #expect(try plan(A.file(), A.observed(users: [released])).isEmpty)
    }

    @Test func `a password that was taken away isn't given again unawares`() throws {
        var alice = person("alice")
        alice.consolePassword = true
        alice.pgpKey = [1]
        var observed = A.observed(users: [A.user("alice")])
        observed.firstSecrets = [alice.name: FirstSecretsState()]
        #expect(
            try plan(A.file(people: [alice]), observed).warnings == [
                "user/alice, there already, gets a new password: where somebody took theirs away, take “console-password” out "
                    + "of the file"
            ])
        #expect(try plan(A.file(people: [alice]), A.observed()).warnings.isEmpty)
    }

    @Test func `a boundary comes first and goes last, and takes another's place between`() throws {
        let (a, b): (ARN, ARN) = (
            A.known("arn:aws:iam::123456789012:policy/a"), A.known("arn:aws:iam::123456789012:policy/b")
        )
        func stage(_ old: ARN?, _ new: ARN?) throws -> [Stage] {
            var person = person("alice")
            person.permissionsBoundary = new.map(PolicyReference.arn)
            let observed = A.observed(users: [A.user("alice", boundary: old)])
            return try plan(A.file(people: [person]), observed).steps.map(\.stage)
        }
        #expect(try stage(nil, a) == [.narrow] && stage(a, nil) == [.release])
        #expect(try stage(a, b) == [.exchange] && stage(a, a).isEmpty)
    }

    @Test func `a policy that goes loses what it allows first, unless somebody else has it`() throws {
        let arn: ARN = A.known("arn:aws:iam::123456789012:policy/baseline/p")
        let file = A.file(people: [person("alice")])
        let mine = A.observed(users: [A.user("alice", attached: [arn])], policies: [A.managed("p", selfService)])
        #expect(
            try steps(plan(file, mine)) == [
                "narrow policy/p: narrow the policy", "release user/alice: detach baseline/p",
                "removePolicies policy/p: delete the policy",
            ])
        let others = A.observed(
            users: [A.user("alice"), A.user("eve", attached: [arn], tags: [])],
            policies: [A.managed("p", selfService)])
        let plan = try plan(file, others)
        #expect(plan.isEmpty && plan.notes.count == 1 && plan.notes[0].contains("user/eve has it"))
    }

    @Test func `AWS's own quarantine of a leaked key stays`() throws {
        let quarantine: ARN = A.known("arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2")
        let plan = try plan(
            A.file(people: [person("alice")]), A.observed(users: [A.user("alice", attached: [quarantine])]))
        #expect(plan.isEmpty && plan.notes.count == 1)
    }

    @Test func `limits are found with their lines`() throws {
        let groups = (0..<11).map { GroupEntry(name: A.known("g\($0)")) }
        let file = A.file(
            groups: groups, people: [person("alice", groups: groups.map(\.name.rawValue))])
        let plan = try plan(file, A.observed())
        #expect(
            plan.excesses == [
                LimitExcess(entity: Entity(.user, "alice"), line: 7, what: "groups", count: 11, limit: 10)
            ])
        #expect(plan.text().contains("! user/alice: 11 groups, and AWS allows 10 (line 7)\n"))
    }

    @Test func `destruction takes what the file made and nothing else`() throws {
        let observed = A.observed(
            users: [A.user("alice"), A.user("eve", tags: [])], groups: [A.group("staff"), A.group("x", path: "/")],
            policies: [A.managed("p", selfService), A.managed("q", selfService, path: "/")])
        let plan = try AccountPlanner.destruction(of: A.file(people: [person("alice")]), in: observed)
        #expect(plan.entities.map(\.entity.words).sorted() == ["group/staff", "policy/p", "user/alice"])
        #expect(plan.entities.allSatisfy { $0.fate == .remove })
    }

    @Test func `what was there before a file took it over is destroyed only if that is asked for`() throws {
        let tags = [A.owner, Tag(key: "latchkey:adopted", value: "baseline")]
        var observed = A.observed(
            users: [
                A.user("alice", attached: [A.known("arn:aws:iam::123456789012:policy/baseline/p")], tags: tags),
                A.user("bob"),
            ], policies: [A.managed("p", A.policy(allow: ["a:1"])), A.managed("q", A.policy(allow: ["a:1"]))])
        observed.policyTags[A.known("arn:aws:iam::123456789012:policy/baseline/q")] = tags
        let kept = try AccountPlanner.destruction(of: A.file(), in: observed)
        #expect(kept.entities.map(\.entity.words) == ["user/bob"])
        // The policy stays with whoever has it.
        #expect(Set(kept.kept.map(\.words)) == ["user/alice", "policy/p", "policy/q"])
        #expect(kept.notes.contains("user/alice was there before the file took it over, and stays"))
        let all = try AccountPlanner.destruction(of: A.file(), in: observed, adopted: .removed)
        #expect(Set(all.entities.map(\.entity.words)) == ["user/alice", "user/bob", "policy/p", "policy/q"])
        #expect(all.kept.isEmpty && all.text().contains("- what was there before the file took it over"))
        // A file that no longer has it says so itself.
        #expect(try AccountPlanner.plan(A.file(), for: observed).count(.remove) == 4)
    }

    @Test func `what is taken over is tagged so`() throws {
        let file = A.file(people: [person("alice")])
        let plan = try AccountPlanner.plan(
            file, for: A.observed(users: [A.user("alice", tags: [])]), adopting: Adoption(["all"]))
        #expect(plan.entities.first?.differences == [Difference(.change, "is taken over")])
        // Once it is, there is nothing to do.
        let tags = [A.owner, Tag(key: "latchkey:adopted", value: "baseline")]
        #expect(try AccountPlanner.plan(file, for: A.observed(users: [A.user("alice", tags: tags)])).isEmpty)
    }

    @Test func `tables go by their tag, whether the file names them or not`() throws {
        func table(_ tags: [AWS.Tag]) -> ObservedTable {
            ObservedTable(
                arn: A.known("arn:aws:dynamodb:us-east-1:123456789012:table/t"), key: nil, tags: tags,
                timeToLive: TimeToLive(attributeName: nil), pointInTimeRecovery: false)
        }
        var observed = A.observed()
        observed.tables = ["former": table([A.owner]), "named": table([A.owner]), "other": table([])]
        let file = A.file(tables: [TableEntry(name: "named", key: "id")])
        let plan = try AccountPlanner.destruction(of: file, in: observed)
        #expect(plan.entities.map(\.entity.words) == ["table/former", "table/named"] && plan.notes.isEmpty)
        observed.areTablesListed = false
        #expect(try AccountPlanner.destruction(of: file, in: observed).notes.count == 1)
    }
}

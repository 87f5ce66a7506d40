import AWS
import Formats
import FoundationEssentials
import IAMPolicy
import Testing

@testable import Baseline

@Suite struct CallerRightsTests {
    typealias A = TestAccount

    private let ann: ARN = A.known("arn:aws:iam::123456789012:user/staff/ann")
    private let everything = A.policy(allow: ["*"])
    private let p: ARN = A.known("arn:aws:iam::123456789012:policy/baseline/p")

    private func plan(_ file: AccountFile, _ observed: ObservedAccount, by caller: ARN? = nil) throws
        -> AccountPlan
    {
        try AccountPlanner.plan(file, for: observed, by: PlanCaller(caller ?? ann))
    }

    private func person(_ name: String, groups: [String] = [], inline: WrittenPolicy? = nil) -> PersonEntry {
        PersonEntry(
            name: A.known(name), groups: groups.map { A.known($0) },
            inlinePolicies: inline.map { [A.known("i"): $0] } ?? [:])
    }

    private var administrators: GroupEntry {
        GroupEntry(name: A.known("administrators"), inlinePolicies: [A.known("i"): everything])
    }

    private var observedAdministrators: GroupDetail { A.group("administrators", inline: ["i": everything]) }

    @Test func `who isn't touched hears nothing, and neither do those whose rights aren't known`() throws {
        let observed = A.observed(users: [A.user("ann", inline: ["i": everything])])
        let file = A.file(people: [person("ann", inline: everything), person("bob", inline: everything)])
        let plan = try plan(file, observed)
        #expect(plan.callerImpact == nil && plan.json["caller"] == nil && plan.count(.create) == 1)
        for caller in [
            "iam::123456789012:root", "iam::123456789012:user/eve", "sts::123456789012:assumed-role/x/y",
        ] {
            #expect(CallerRights(PlanCaller(A.known("arn:aws:\(caller)")), in: observed) == nil)
        }
        #expect(
            CallerRights(
                PlanCaller(A.known("arn:aws:sts::123456789012:federated-user/ann")), in: observed) == nil)
    }

    @Test func `who leaves the group of administrators can't let others in any more`() throws {
        let observed = A.observed(
            users: [A.user("Ann", groups: ["administrators"])], groups: [observedAdministrators])
        let file = A.file(groups: [administrators], people: [person("ann"), person("bob", groups: ["administrators"])])
        let plan = try plan(file, observed)
        let impact = try #require(plan.callerImpact)
        #expect(
            impact.losses == [
                CallerImpact.Loss(
                    entity: Entity(.user, "ann"), words: "leave administrators", actions: ["iam:AddUserToGroup"],
                    steps: 1)
            ])
        #expect(impact.lostAtTheEnd == ["iam:AddUserToGroup", "iam:RemoveUserFromGroup"])
        #expect(plan.text().contains("\n! user/ann, as whom you are here, loses iam:AddUserToGroup by “leave "))
        #expect(plan.text().contains("\n* user/ann, as whom you are here, has no iam:AddUserToGroup, iam:Remove"))
        guard case .array(let losses) = plan.json["caller"]?["losses"] else {
            Issue.record("no losses: \(plan.json.text)")
            return
        }
        #expect(losses.count == 1 && losses[0]["steps"] == 1 && losses[0]["step"]?.string == "leave administrators")
    }

    @Test func `the last step may take what it needed, which is told`() throws {
        let observed = A.observed(
            users: [A.user("ann", groups: ["administrators"])], groups: [observedAdministrators])
        let plan = try plan(A.file(groups: [administrators], people: [person("ann")]), observed)
        let impact = try #require(plan.callerImpact)
        #expect(impact.losses.isEmpty && impact.lostAtTheEnd == ["iam:RemoveUserFromGroup"])
        #expect(
            impact.touching == [Entity(.user, "ann")]
                && plan.text().contains("\n* user/ann, as whom you are here, gets"))
    }

    @Test func `an administrator whose policy gets another statement goes on`() throws {
        let (_, file) = try changing(to: A.policy(allow: ["*", "a:b"]))
        let impact = try #require(try plan(file, changing(to: everything).0).callerImpact)
        #expect(impact.losses.isEmpty && impact.lostAtTheEnd.isEmpty)
        #expect(impact.touching == [Entity(.policy, "p")])
    }

    @Test func `what denies without a condition is a loss, with one it isn't certain`() throws {
        let (observed, file) = try changing(to: A.policy(allow: ["*"], deny: ["iam:Create*"]))
        let impact = try #require(try plan(file, observed).callerImpact)
        #expect(
            impact.losses == [
                CallerImpact.Loss(
                    entity: Entity(.policy, "p"), words: "write the policy", actions: ["iam:CreatePolicyVersion"],
                    steps: 2)
            ])
        let guarded: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [
                ["Effect": "Allow", "Action": "*", "Resource": "*"],
                [
                    "Effect": "Deny", "NotAction": "sts:*", "Resource": "*",
                    "Condition": ["Bool": ["aws:MultiFactorAuthPresent": "false"]],
                ],
            ],
        ]
        let (_, cautious) = try changing(to: WrittenPolicy(guarded))
        #expect(try plan(cautious, observed).callerImpact?.losses == [])
    }

    @Test func `what needs a second factor is lost to an access key, and a session may have one`()
        throws
    {
        func losses(_ statements: JSONValue, _ credentials: PlanCaller.Credentials) throws
            -> [[String]]?
        {
            let (_, file) = try changing(
                to: WrittenPolicy(["Version": "2012-10-17", "Statement": statements]))
            let caller = PlanCaller(ann, credentials: credentials)
            return try AccountPlanner.plan(file, for: changing(to: everything).0, by: caller)
                .callerImpact?.losses.map(
                    \.actions)
        }
        let allow: JSONValue = ["Effect": "Allow", "Action": "*", "Resource": "*"]
        let denied: JSONValue = [
            allow,
            [
                "Effect": "Deny", "NotAction": "sts:*", "Resource": "*",
                "Condition": ["BoolIfExists": ["aws:MultiFactorAuthPresent": "false"]],
            ],
        ]
        #expect(try losses(denied, .accessKey) == [["iam:CreatePolicyVersion"]])
        #expect(try losses(denied, .session) == [])
        let allowed: JSONValue = [
            [
                "Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": ["Bool": ["aws:MultiFactorAuthPresent": "true"]],
            ]
        ]
        #expect(try losses(allowed, .accessKey) == [["iam:CreatePolicyVersion"]])
        #expect(try losses(allowed, .session) == [])
        #expect(try losses([allow], .accessKey) == nil)
    }

    @Test func `a boundary of AWS's own counts once it was read`() throws {
        let boundary: ARN = A.known("arn:aws:iam::aws:policy/ReadOnlyAccess")
        var ann = person("ann")
        ann.inlinePolicies = [A.known("i"): everything]
        ann.permissionsBoundary = .awsManaged("ReadOnlyAccess")
        var observed = A.observed(
            users: [A.user("ann", inline: ["i": everything])], groups: [A.group("g", attached: [p])],
            policies: [A.managed("p", everything, path: "/")])
        let file = A.file(groups: [GroupEntry(name: A.known("g"))], people: [ann])
        #expect(try plan(file, observed).callerImpact?.losses == [])
        observed.policiesOfAWS = [boundary: A.policy(allow: ["s3:Get*"]).text]
        #expect(try plan(file, observed).callerImpact?.losses.map(\.words) == ["set the boundary"])
    }

    /// `p`, which ann has, allows everything and gets another document; `q` changes after it.
    private func changing(to document: WrittenPolicy) throws -> (ObservedAccount, AccountFile) {
        var ann = person("ann")
        ann.managedPolicies = [.own(A.known("p"))]
        return (
            A.observed(
                users: [A.user("ann", attached: [p])],
                policies: [A.managed("p", everything), A.managed("q", A.policy(allow: ["a:b"]))]),
            A.file(
                policies: [
                    PolicyEntry(name: A.known("p"), document: document),
                    PolicyEntry(name: A.known("q"), document: A.policy(allow: ["a:c"])),
                ], people: [ann])
        )
    }

    @Test func `who isn't in the file any more can't do the rest, unless that is kept`() throws {
        let observed = A.observed(users: [A.user("ann", inline: ["i": everything]), A.user("bob")])
        let plan = try plan(A.file(), observed)
        let losses = try #require(plan.callerImpact?.losses)
        #expect(
            losses.map(\.words) == ["deny everything"] && losses[0].actions == ["iam:PutUserPolicy", "iam:DeleteUser"])
        #expect(plan.keepingWhatTheFileLacks.callerImpact == nil)
        let destruction = try AccountPlanner.destruction(
            of: A.file(), in: observed, by: PlanCaller(ann))
        #expect(destruction.callerImpact?.losses == losses)
    }

    @Test func `a role is followed too, with its boundary, and AWS's own policies may allow anything`() throws {
        let (admin, boundary): (ARN, ARN) = (
            A.known("arn:aws:iam::aws:policy/AdministratorAccess"), A.known("arn:aws:iam::123456789012:policy/b")
        )
        let role = RoleDetail(
            role: Role(
                roleName: A.known("admin"), roleID: "AROA1", arn: A.known("arn:aws:iam::123456789012:role/admin"),
                path: A.known("/"), createDate: .distantPast,
                assumeRolePolicyDocument:
                    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"#
                    + #""Action":"sts:AssumeRole"}]}"#,
                tags: [A.owner]),
            attachedManagedPolicies: [AttachedPolicy(policyName: A.known("AdministratorAccess"), policyARN: admin)])
        var entry = RoleEntry(
            name: A.known("admin"), managedPolicies: [.awsManaged("AdministratorAccess")],
            trust: [.service("ec2.amazonaws.com")])
        let session: ARN = A.known("arn:aws:sts::123456789012:assumed-role/admin/ann")
        let group = GroupEntry(name: A.known("g"), managedPolicies: [.awsManaged("ReadOnlyAccess")])
        let observed = A.observed(
            roles: [role], policies: [A.managed("b", A.policy(allow: ["s3:*"]), path: "/")])
        let before = try plan(A.file(groups: [group], roles: [entry]), observed, by: session)
        #expect(before.callerImpact?.losses ?? [] == [])
        entry.permissionsBoundary = .arn(boundary)
        let bound = try plan(A.file(groups: [group], roles: [entry]), observed, by: session)
        #expect(bound.callerImpact?.losses.map(\.actions) == [["iam:AttachGroupPolicy"]])
        #expect(bound.callerImpact?.losses.map(\.words) == ["set the boundary"])
    }
}

import AWS
import Formats
import Testing

@testable import Baseline

@Suite struct PeakCheckTests {
    typealias A = TestAccount

    private func plan(
        _ file: AccountFile, _ observed: ObservedAccount, _ summary: [String: Int] = [:]
    ) throws -> AccountPlan {
        var observed = observed
        observed.summary = summary
        return try AccountPlanner.plan(file, for: observed)
    }

    private func person(_ inline: [String: WrittenPolicy] = [:], _ managed: [PolicyReference] = []) -> PersonEntry {
        PersonEntry(
            name: A.known("alice"), managedPolicies: managed,
            inlinePolicies: Dictionary(uniqueKeysWithValues: inline.map { (A.known($0.key), $0.value) }), line: 7)
    }

    private func aws(_ numbers: Range<Int>) -> [ARN] { numbers.map { A.known("arn:aws:iam::aws:policy/P\($0)") } }

    /// A policy of at least so many characters.
    private func denying(_ word: String, _ characters: Int) -> WrittenPolicy {
        A.policy(deny: (0..<characters / 50).map { "iam:\(word)\($0)" })
    }

    @Test func `attachments are counted while they are exchanged`() throws {
        let observed = A.observed(users: [A.user("Alice", attached: aws(0..<10))])
        let nine = (0..<9).map { PolicyReference.awsManaged("P\($0)") }
        // What denies comes before what allows goes.
        let file = A.file(
            policies: [PolicyEntry(name: A.known("d"), document: A.policy(deny: ["a:b"]))],
            people: [person([:], nine + [.own(A.known("d"))])])
        let plan = try plan(file, observed)
        #expect(plan.excesses.map(\.words) == ["user/alice: 11 managed policies in between, and AWS allows 10"])
        #expect(plan.excesses.map(\.line) == [7])
        #expect(
            plan.text().contains("AWS allows 10 (line 7): detach one by hand first, or ask AWS for a higher quota\n"))
        #expect(plan.json.text.contains(#""advice":"detach one"#))
        #expect(try self.plan(file, observed, ["AttachedPoliciesPerUserQuota": 11]).excesses.isEmpty)
        // What allows goes before what allows comes.
        let other = A.file(people: [person([:], nine + [.awsManaged("P11")])])
        #expect(try self.plan(other, observed).excesses.isEmpty)
    }

    @Test func `what is too much in the end is told once`() throws {
        let file = A.file(people: [person([:], (0..<11).map { .awsManaged("P\($0)") })])
        #expect(
            try plan(file, A.observed(users: [A.user("alice")])).excesses.map(\.words) == [
                "user/alice: 11 managed policies, and AWS allows 10"
            ])
    }

    @Test func `what denies everything needs room`() throws {
        let observed = A.observed(users: [A.user("alice", inline: ["i": denying("A", 1_990)])])
        let plan = try plan(A.file(), observed)
        let excess = try #require(plan.excesses.first)
        #expect(plan.excesses.count == 1 && excess.line == 0 && excess.limit == 2_048 && excess.count > 2_048)
        #expect(excess.what == "characters of inline policies in between")
        #expect(plan.keepingWhatTheFileLacks.excesses.isEmpty)
        #expect(try AccountPlanner.destruction(of: A.file(), in: observed).excesses == plan.excesses)
    }

    @Test func `where narrow forms don't fit, none is there, and everything is denied`() throws {
        let kept = denying("K", 600)
        let observed = A.observed(users: [A.user("alice", inline: ["i": denying("A", 700), "k": kept])])
        let plan = try plan(A.file(people: [person(["i": denying("B", 700), "k": kept])]), observed)
        #expect(
            plan.steps.map(\.words) == [
                "deny everything in between", "delete the inline policy i", "write the inline policy i",
                "open it again",
            ])
        #expect(plan.excesses.isEmpty)
    }

    @Test func `what shrinks makes room for what grows`() throws {
        let observed = A.observed(
            users: [
                A.user(
                    "alice", inline: ["a": A.policy(allow: ["a:b"]), "b": A.policy(allow: (0..<25).map { "b:\($0)" })])
            ])
        let wanted = A.policy(allow: ["a:b"], deny: (0..<25).map { "c:\($0)" })
        let plan = try plan(A.file(people: [person(["a": wanted])]), observed)
        #expect(plan.steps.map(\.words) == ["delete the inline policy b", "write the inline policy a"])
        #expect(plan.excesses.isEmpty)
    }

    @Test func `a policy has two more versions for a moment`() throws {
        let observed = A.observed(policies: [A.managed("p", A.policy(allow: ["a:b"]))])
        let file = A.file(policies: [PolicyEntry(name: A.known("p"), document: A.policy(allow: ["a:c"]))])
        let usage = ["PolicyVersionsInUse": 10, "PolicyVersionsInUseQuota": 11]
        #expect(
            try plan(file, observed, usage).excesses.map(\.words) == [
                "policy: 12 policy versions, and AWS allows 11"
            ])
        #expect(try plan(file, observed, ["PolicyVersionsInUse": 10, "PolicyVersionsInUseQuota": 12]).excesses.isEmpty)
    }
}

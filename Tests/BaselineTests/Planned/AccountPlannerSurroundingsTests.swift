import AWS
import FoundationEssentials
import Testing

@testable import Baseline

@Suite struct AccountPlannerSurroundingsTests {
    private let read = ReadFile()

    private func plan(
        _ text: String, _ change: (inout ObservedAccount) throws -> Void
    ) throws -> AccountPlan {
        let file = try read(text).file
        var observed = try ObservedAccount(asSays: file)
        try change(&observed)
        return try AccountPlanner.plan(file, for: observed)
    }

    @Test func `a policy that is nowhere is in the way, with whom it is for and what may be meant`() throws {
        let text = """
            groups: {a: {managed-policies: [ReadOnlyAcess]}}
            people:
              ann: {permissions-boundary: nope}
            roles:
              r: {managed-policies: ['arn:aws:iam::123456789012:policy/gone'], trust: [{service: ec2.amazonaws.com}]}
            """
        let plan = try plan(text) { observed in
            observed.absentPolicies = [
                TestAccount.known("arn:aws:iam::aws:policy/ReadOnlyAcess"),
                TestAccount.known("arn:aws:iam::aws:policy/nope"),
                TestAccount.known("arn:aws:iam::123456789012:policy/gone"),
            ]
        }
        let words = plan.conflicts.map { "\($0.line) \($0.entity.words): \($0.reason)" }
        #expect(
            words == [
                "1 group/a: there is no policy “ReadOnlyAcess” in the file, in the account or of AWS’s own: did you mean "
                    + "“ReadOnlyAccess”?",
                "3 user/ann: there is no policy “nope” in the file, in the account or of AWS’s own",
                "5 role/r: there is no policy “gone” in the file, in the account or of AWS’s own",
            ])
        #expect(plan.conflicts.allSatisfy { !$0.canBeAdopted })
    }

    private static let role = "roles: {r: {trust: [{service: ec2.amazonaws.com}], instance-profile: true}}"
    private static let provider = "open-id-connect-providers: {'https://sso.example.com': {client-ids: [c]}}"
    private static let table = "region: eu-west-1\ntables: {abc: {key: id}}"

    private func notes(_ text: String, _ change: (inout ObservedAccount) throws -> Void) throws -> [String] {
        let plan = try plan(text, change)
        #expect(plan.isEmpty && plan.conflicts.isEmpty)
        return plan.notes
    }

    @Test func `another instance profile of a role is told`() throws {
        #expect(try notes(Self.role) { _ in }.isEmpty)
        let notes = try notes(Self.role) { observed in
            observed.details.roleDetailList[0].instanceProfiles.append(TestAccount.known("other"))
        }
        #expect(notes.count == 1 && notes[0].hasPrefix("role/r is in the instance profile other as well"))
    }

    @Test func `more thumbprints than AWS sets are told where the file gives none`() throws {
        let arn: ARN = TestAccount.known("arn:aws:iam::123456789012:oidc-provider/sso.example.com")
        for (count, expected) in [(0, 0), (1, 0), (2, 1)] {
            let notes = try notes(Self.provider) { observed in
                observed.openIDConnectProviders[arn]?.thumbprints = Array(repeating: "a", count: count)
            }
            #expect(notes.count == expected && notes.allSatisfy { $0.contains("has 2 thumbprints") })
        }
    }

    @Test(arguments: [
        (
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"dynamodb:*","Resource":"*"}]}"#,
            1
        ),
        (
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"dynamodb:*","Resource":"*"}]}"#,
            0
        ),
        ("{", 1),
    ])
    func `a table's own policy is told if it allows something`(_ policy: String, _ expected: Int) throws {
        let notes = try notes(Self.table) { $0.tables["abc"]?.resourcePolicy = policy }
        #expect(notes.count == expected && notes.allSatisfy { $0.hasPrefix("table/abc has a resource policy") })
    }
}

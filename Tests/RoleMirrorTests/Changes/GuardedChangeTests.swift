import AWS
import IAMPolicy
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite struct GuardedChangeTests {
    private func difference(from old: RoleModel, to plan: RolePlan) throws -> RoleDifference {
        RoleDifference(from: ParsedRole(try old.snapshot(), path: plan.path), to: plan, quotas: .usual)
    }

    @Test func `old policies go before new ones come where both don't fit side by side`() throws {
        let plan = try RolePlan.make(managed: (0..<8).map { try policyARN("new\($0)") })
        let old = RoleModel(
            of: try .make(managed: (0..<8).map { try policyARN("old\($0)") }), policies: RoleModel(of: plan).policies)
        let changes = ChangeSet(from: try old.snapshot(), to: plan, quotas: .usual)
        #expect(changes.stages.map(\.count) == [8, 8])
        #expect(old.applying(changes) == RoleModel(of: plan, policies: old.policies))
    }

    @Test func `an old Deny stands until everything that only it denied is gone`() throws {
        let old = RoleModel(of: try .make(inline: [.make("Allow", "s3:*"), .make("Deny", "s3:Put*")]))
        let plan = try RolePlan.make(inline: [.make("Allow", "ec2:*")])
        let changes = try #require(GuardedChange(difference(from: old, to: plan))).changeSet
        let deny = InlinePolicyName.deny.policyName
        #expect(!changes.stages.flatMap { $0 }.contains(.deleteInline(name: deny)))
        #expect(changes.closingStages == [[.deleteInline(name: deny)]])
    }

    @Test func `a Deny of a policy that is detached stands in an inline policy meanwhile`() throws {
        let both = try policyARN("both")
        let document = #"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"},
             {"Effect":"Deny","Action":"s3:Put*","Resource":"*"}]}
            """#
        let old = RoleModel(
            of: try .make(inline: [.make("Allow", "s3:*")], managed: [both], documents: [both: document]),
            policies: [both: document])
        let plan = try RolePlan.make(inline: [.make("Allow", "ec2:*")])
        let changes = try #require(GuardedChange(difference(from: old, to: plan))).changeSet
        let standIn = PolicyDocument(statements: [
            PolicyStatement(effect: .deny, elements: ["Action": "s3:Put*", "Resource": "*"])
        ])
        #expect(changes.stages.first == [.putInline(.deny, standIn)])
        #expect(changes.closingStages == [[.deleteInline(name: InlinePolicyName.deny.policyName)]])
    }

    @Test func `there is none where an old policy can't be read`() throws {
        var old = RoleModel(of: try .make(inline: [.make("Allow", "s3:*")]))
        old.inline[try #require(PolicyName("stray"))] = "{"
        #expect(GuardedChange(try difference(from: old, to: .make())) == nil)
    }

    @Test func `there is none where the boundary and the policies change at once`() throws {
        let plan = try RolePlan.make(inline: [.make("Allow", "s3:*")], boundary: policyARN("new"))
        let old = RoleModel(of: try .make(inline: [.make("Allow", "ec2:*")], boundary: policyARN("old")))
        #expect(GuardedChange(try difference(from: old, to: plan)) == nil)
        let boundaryAlone = RoleModel(of: try .make(inline: [.make("Allow", "s3:*")], boundary: policyARN("old")))
        #expect(GuardedChange(try difference(from: boundaryAlone, to: plan)) != nil)
    }
}

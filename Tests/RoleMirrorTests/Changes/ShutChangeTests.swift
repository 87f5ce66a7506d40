import AWS
import IAMPolicy
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite struct ShutChangeTests {
    @Test func `the role denies everything from the first stage to the last`() throws {
        let plan = try RolePlan.make(inline: [.make("Allow", "s3:*")], boundary: policyARN("new"))
        let old = RoleModel(of: try .make(inline: [.make("Allow", "ec2:*")], boundary: policyARN("old")))
        let changes = ChangeSet(from: try old.snapshot(), to: plan, quotas: .usual)
        #expect(changes.stages.first == [.putInline(.deny, .denyingEverything)])
        #expect(changes.closingStages == [[.deleteInline(name: InlinePolicyName.deny.policyName)]])
        #expect(old.applying(changes) == RoleModel(of: plan))
    }

    @Test func `what only allows goes first where the Deny has no room beside it`() throws {
        let stray = try #require(PolicyName("stray"))
        let plan = try RolePlan.make(inline: [.make("Allow", "s3:*")])
        var old = RoleModel(of: plan)
        old.inline[stray] = "{"
        var quotas = RoleQuotas.usual
        quotas.inlineCharacters = old.inline.values.reduce(0) { $0 + $1.countWithoutWhiteSpace }
        let changes = ChangeSet(from: try old.snapshot(), to: plan, quotas: quotas)
        #expect(
            changes.stages == [
                [.deleteInline(name: InlinePolicyName.allow.policyName)], [.putInline(.deny, .denyingEverything)],
                [.deleteInline(name: stray)], [.putInline(.allow, try #require(plan.inlinePolicies[.allow]))],
            ])
    }

    @Test func `a policy of Latchkey's own that somebody changed is reset behind the Deny`() throws {
        let boundary = try policyARN("boundary")
        let personal =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"a/${aws:username}"}}"#
        let plan = try RolePlan.make(boundary: boundary, documents: [boundary: personal])
        let own = try #require(plan.permissionsBoundary)
        var old = RoleModel(of: plan)
        old.policies[own] = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
        let changes = ChangeSet(from: try old.snapshot(), to: plan, quotas: .usual)
        let planned = try #require(plan.ownPolicies[own]).minified
        #expect(changes.stages == [[.putInline(.deny, .denyingEverything)], [.resetPolicy(own, document: planned)]])
        #expect(old.applying(changes) == RoleModel(of: plan))
    }
}

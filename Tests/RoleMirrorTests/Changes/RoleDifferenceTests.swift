import AWS
import IAMPolicy
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite struct RoleDifferenceTests {
    private func difference(from old: RoleModel?, to plan: RolePlan) throws -> RoleDifference {
        RoleDifference(from: ParsedRole(try old?.snapshot(), path: plan.path), to: plan, quotas: .usual)
    }

    @Test func `nothing differs between a plan and the role that it made`() throws {
        let plan = try RolePlan.make(
            inline: [.make("Allow", "s3:*")], managed: [policyARN("a")], boundary: policyARN("b"))
        let difference = try difference(from: RoleModel(of: plan), to: plan)
        #expect(!difference.isNew)
        #expect(!difference.policiesChange)
        #expect(difference.foundation.isEmpty)
        #expect(difference.settingBoundary.isEmpty && difference.deletingBoundary.isEmpty)
        #expect(difference.resets.isEmpty && difference.unusedPolicies.isEmpty)
    }

    @Test func `policies that come and go are told apart`() throws {
        let old = RoleModel(of: try .make(managed: [policyARN("a"), policyARN("b")]))
        let difference = try difference(from: old, to: .make(managed: [policyARN("b"), policyARN("c")]))
        #expect(difference.attachments == [.attach(try policyARN("c"))])
        #expect(difference.detachments == [.detach(try policyARN("a"))])
        #expect(difference.policiesChange)
    }

    @Test func `a new trust policy and session limit are written to a role that is there`() throws {
        let plan = try RolePlan.make()
        var old = RoleModel(of: plan)
        old.trust = "{}"
        old.maxSessionDuration = 3_600
        let foundation = try difference(from: old, to: plan).foundation
        #expect(foundation == [.updateTrust(plan.trustPolicy.minified), .updateMaxSessionDuration(43_200)])
        #expect(try difference(from: nil, to: plan).foundation == [.create(plan)])
    }

    @Test func `a boundary copy is made before it is set, and deleted when nothing uses it`() throws {
        let boundary = try policyARN("boundary")
        let personal =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"a/${aws:username}"}}"#
        let plan = try RolePlan.make(boundary: boundary, documents: [boundary: personal])
        let own = try #require(plan.permissionsBoundary)
        let planned = try #require(plan.ownPolicies[own]).minified
        let coming = try difference(from: RoleModel(of: .make()), to: plan)
        #expect(coming.boundaryNeedsPolicy)
        #expect(coming.foundation == [.createPolicy(own, document: planned)])
        #expect(coming.settingBoundary == [.putBoundary(own)])
        let going = try difference(from: RoleModel(of: plan), to: .make())
        #expect(going.deletingBoundary == [.deleteBoundary])
        #expect(going.unusedPolicies == [.deletePolicy(own)])
        #expect(!going.boundaryNeedsPolicy)
    }
}

import AWS
import IAMPolicy
import Testing

@testable import FakeAWS
@testable import RoleMirror

/// Holds change sets against a model of a role.
@Suite struct ChangeSetTests {
    @Test func `a new role gets its Denies before it is allowed anything`() throws {
        let plan = try RolePlan.make(
            inline: [.make("Allow", "s3:*"), .make("Deny", "iam:*")], managed: [policyARN("a")],
            boundary: policyARN("b"))
        let changes = ChangeSet(from: nil, to: plan, quotas: .usual)
        #expect(changes.stages.map(\.count) == [1, 1, 2])
        #expect(changes.stages.first == [.create(plan)])
        #expect(changes.closingStages.isEmpty)
    }

    @Test func `a role that is as planned is not written to`() throws {
        let plan = try RolePlan.make(
            inline: [.make("Allow", "s3:*"), .make("Deny", "iam:*"), .make("Allow", "ec2:*", version: nil)],
            managed: [policyARN("a")], boundary: policyARN("b"), tags: [AWS.Tag(key: "k", value: "v")])
        #expect(ChangeSet(from: try RoleModel(of: plan).snapshot(), to: plan, quotas: .usual).all.isEmpty)
    }

    @Test func `what somebody else changed is undone`() throws {
        let plan = try RolePlan.make(inline: [.make("Allow", "s3:*")], managed: [policyARN("a")])
        var changed = RoleModel(of: plan)
        changed.trust = #"{"Version":"2012-10-17","Statement":[]}"#
        changed.maxSessionDuration = 3_600
        changed.boundary = try policyARN("x")
        changed.tags = [AWS.Tag(key: "stray", value: "")]
        changed.inline[try #require(PolicyName("stray"))] =
            #"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
        changed.attached = [try policyARN("x")]
        let changes = ChangeSet(from: try changed.snapshot(), to: plan, quotas: .usual)
        #expect(changed.applying(changes) == RoleModel(of: plan))
    }

    @Test func `Latchkey's own tag is added beside other writes and never for its own sake`() throws {
        let plan = try RolePlan.make(inline: [.make("Allow", "s3:*")], tags: [AWS.Tag(key: "k", value: "v")])
        var old = RoleModel(of: plan)
        old.tags.removeAll(where: \.isMirror)
        #expect(ChangeSet(from: try old.snapshot(), to: plan, quotas: .usual).all.isEmpty)
        old.inline = [:]
        let adding = ChangeSet(from: try old.snapshot(), to: plan, quotas: .usual)
        #expect(adding.stages.map(\.count) == [2])
        #expect(old.applying(adding) == RoleModel(of: plan))
        // Where something is only removed, this takes no stage more.
        old.inline = RoleModel(of: plan).inline
        old.inline[InlinePolicyName.deny.policyName] = PolicyDocument.denyingEverything.minified
        let removing = ChangeSet(from: try old.snapshot(), to: plan, quotas: .usual)
        #expect(removing.stages.isEmpty)
        #expect(removing.closingStages.map(\.count) == [2])
    }
}

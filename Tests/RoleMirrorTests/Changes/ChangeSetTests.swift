import AWS
import Foundation
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

    @Test func `a role gets back the tag that says whose it is, and no session waits for that`() throws {
        let plan = try RolePlan.make(inline: [.make("Allow", "s3:*")], tags: [AWS.Tag(key: "k", value: "v")])
        var old = RoleModel(of: plan)
        old.tags.removeAll(where: \.isMirror)
        let marking = ChangeSet(from: try old.snapshot(), to: plan, quotas: .usual)
        #expect(marking.stages.isEmpty)
        #expect(marking.closingStages == [[.tag([plan.mark])]])
        old.inline = [:]
        let adding = ChangeSet(from: try old.snapshot(), to: plan, quotas: .usual)
        #expect(adding.stages.map(\.count) == [1])
        #expect(old.applying(adding) == RoleModel(of: plan))
        // Where something is taken away last, this takes no stage more.
        old.inline = RoleModel(of: plan).inline
        old.inline[InlinePolicyName.deny.policyName] = PolicyDocument.denyingEverything.minified
        let removing = ChangeSet(from: try old.snapshot(), to: plan, quotas: .usual)
        #expect(removing.stages.isEmpty)
        #expect(removing.closingStages.map(\.count) == [2])
    }

    @Test func `the tag comes back when a user has one tag less than a role may have`() throws {
        let tags = (0..<50).map { AWS.Tag(key: String(format: "k%02d", $0), value: "") }
        let old = RoleModel(of: try .make(tags: tags))
        #expect(old.tags.count { $0.isMirror } == 0)
        let plan = try RolePlan.make(tags: Array(tags.dropLast()))
        let changes = ChangeSet(from: try old.snapshot(), to: plan, quotas: .usual)
        #expect(changes.stages == [[.untag(["k49"])]])
        #expect(changes.closingStages == [[.tag([plan.mark])]])
        #expect(old.applying(changes) == RoleModel(of: plan))
    }
}

import AWS
import FoundationEssentials
import IAMPolicy
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1))) struct RolePackingTests {
    private func text(_ letter: String, _ count: Int) -> String { String(repeating: letter, count: count) }

    @Test func `as many managed policies as fit are attached, and the smallest ones are merged`() throws {
        let managed = try (0..<13).map { try policyARN("p\($0)") }
        let plan = try RolePlan.make(managed: managed)
        #expect(plan.attachedPolicies.count == 10)
        #expect(plan.inlinePolicies[.allow]?.statements.count == 3)
        #expect(plan.ownPolicies.isEmpty)
        #expect(plan.sources.count { $0.standing == .merged } == 3)
    }

    @Test func `statements for which the inline policies have no room go to policies of Latchkey's own`() throws {
        let plan = try RolePlan.make(inline: (0..<6).map { .make("Allow", "s3:\($0)\(text("a", 3_000))") })
        let inline = plan.inlinePolicies.values.reduce(0) { $0 + $1.minified.count }
        #expect(inline <= 10_240)
        #expect(plan.ownPolicies.values.allSatisfy { $0.minified.count <= 6_144 })
        #expect(plan.ownPolicies.keys.allSatisfy { plan.attachedPolicies[$0] != nil })
        let all = plan.inlinePolicies.values.flatMap(\.statements) + plan.ownPolicies.values.flatMap(\.statements)
        #expect(all.count == 6)
    }

    @Test func `statements of different language versions are never in one document`() throws {
        let plan = try RolePlan.make(
            inline: (0..<8).map { .make("Allow", "s3:\($0)\(text("a", 2_500))", version: $0 < 4 ? nil : "2012-10-17") })
        for document in Array(plan.inlinePolicies.values) + Array(plan.ownPolicies.values) {
            let digits = document.statements.compactMap { $0.elements["Action"]?.string?.dropFirst(3).first }
            #expect(digits.allSatisfy { (document.version == .v2008) == ("0"..."3" ~= $0) })
        }
        #expect(!plan.ownPolicies.isEmpty)
    }

    @Test func `policies that don't fit a role are refused with the number of characters that they need`() throws {
        let large = (0..<40).map { UserSnapshot.Inline.make("Allow", "s3:\($0)\(text("a", 5_000))") }
        let error = #expect(throws: RoleMirrorError.self) { try RolePlan.make(inline: large) }
        guard case .limitsExceeded(let excesses) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(excesses.map(\.limit) == [.characters])
        #expect(excesses.allSatisfy { $0.needed > $0.allowed })
    }

    @Test func `single statements that fit nowhere are refused as such`() throws {
        // There is room for one of the two inline.
        let large = (0..<2).map { UserSnapshot.Inline.make("Allow", "s3:\($0)\(text("a", 7_000))") }
        let error = #expect(throws: RoleMirrorError.self) { try RolePlan.make(inline: large) }
        guard case .limitsExceeded(let excesses) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(excesses.map(\.limit) == [.oversizeStatements])
        #expect(excesses.allSatisfy { 14_000...14_300 ~= $0.needed && $0.needed > $0.allowed })
    }

    @Test func `a statement that is too large for a managed policy goes inline before any Deny`() throws {
        let denies = (0..<5).map { UserSnapshot.Inline.make("Deny", "s3:\($0)\(text("d", 2_000))") }
        let plan = try RolePlan.make(inline: denies + [.make("Allow", "s3:\(text("a", 7_000))")])
        #expect(plan.inlinePolicies[.allow]?.statements.count == 1)
        let denied = [plan.inlinePolicies[.deny]].compactMap { $0 } + Array(plan.ownPolicies.values)
        #expect(denied.flatMap(\.statements).count { $0.effect == .deny } == 5)
    }

    @Test func `policies that fit by their characters and not by their number are refused with that number`() throws {
        // A managed policy has room for one of them only.
        let large = (0..<14).map { UserSnapshot.Inline.make("Allow", "s3:\($0)\(text("a", 3_500))") }
        let error = #expect(throws: RoleMirrorError.self) { try RolePlan.make(inline: large) }
        guard case .limitsExceeded(let excesses) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(excesses == [LimitExcess(limit: .attachedPolicies, needed: 12, allowed: 10)])
    }

    @Test func `a hundred large policies are refused soon, for their number and their characters`() throws {
        let managed = try (0..<110).map { try policyARN("p\($0)") }
        let documents = Dictionary(uniqueKeysWithValues: managed.map { ($0, large($0.resourceName)) })
        let error = #expect(throws: RoleMirrorError.self) { try RolePlan.make(managed: managed, documents: documents) }
        guard case .limitsExceeded(let excesses) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(excesses.map(\.limit) == [.attachedPolicies, .characters])
    }

    private func large(_ name: String) -> String {
        let statements = (0..<50).map {
            #"{"Effect":"Allow","Action":"\#(name):\#($0)\#(text("a", 60))","Resource":"*"}"#
        }
        return #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
    }

    @Test func `a raised quota of the account counts`() throws {
        let managed = try (0..<13).map { try policyARN("p\($0)") }
        let raised = RoleQuotas(accountSummary: ["AttachedPoliciesPerRoleQuota": 20])
        #expect(try RolePlan.make(managed: managed, quotas: raised).attachedPolicies.count == 13)
    }
}

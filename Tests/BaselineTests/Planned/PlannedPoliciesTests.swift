import AWS
import Testing

@testable import Baseline

@Suite struct PlannedPoliciesTests {
    typealias A = TestAccount

    private func arn(_ name: String) -> ARN { A.known("arn:aws:iam::123456789012:policy/baseline/\(name)") }

    private func policies() -> PlannedPolicies {
        let mixed = A.policy(allow: ["a:1"], deny: ["a:2"])
        let file = A.file(policies: [
            PolicyEntry(name: A.known("new"), document: mixed),
            PolicyEntry(name: A.known("newAllows"), document: A.policy(allow: ["a:1"])),
            PolicyEntry(name: A.known("kept"), document: mixed),
            PolicyEntry(name: A.known("changed"), document: A.policy(allow: ["a:9"], deny: ["a:2"])),
        ])
        let observed = A.observed(policies: [
            A.managed("kept", mixed), A.managed("changed", mixed), A.managed("going", mixed),
            A.managed("denies", A.policy(deny: ["a:2"]), path: "/"),
        ])
        return PlannedPolicies(
            file: file, observed: observed, index: AccountIndex(observed.details), adoption: .nothing)
    }

    @Test func `what denies comes before what allows`() {
        let policies = policies()
        let aws: ARN = A.known("arn:aws:iam::aws:policy/ReadOnlyAccess")
        let denying: ARN = A.known("arn:aws:iam::aws:policy/AWSDenyAll")
        let elsewhere: ARN = A.known("arn:aws:iam::123456789012:policy/denies")
        #expect(policies.giving(arn("new")).stage == .deny && policies.giving(arn("newAllows")).stage == .grant)
        #expect(policies.giving(arn("kept")).stage == .mix && policies.giving(arn("kept")).isMixed)
        // Nothing that it allows is left while it is narrow.
        #expect(policies.giving(arn("changed")).stage == .deny)
        #expect(policies.giving(aws).stage == .grant && policies.giving(denying).stage == .deny)
        #expect(policies.giving(elsewhere).stage == .deny)
    }

    @Test func `what denies goes last, or somebody is shut`() {
        let policies = policies()
        let elsewhere: ARN = A.known("arn:aws:iam::123456789012:policy/denies")
        func taking(_ arn: ARN, _ kept: Set<PolicyMeaning.Statement> = []) -> String {
            let taking = policies.taking(arn, keeping: kept)
            return "\(taking.stage) \(taking.needsShut)"
        }
        #expect(policies.going == [arn("going")])
        #expect(taking(arn("going")) == "release false" && taking(elsewhere) == "release false")
        #expect(taking(arn("kept")) == "take true")
        #expect(taking(arn("kept"), policies.formerDenies(arn("kept"))) == "take false")
        #expect(taking(A.known("arn:aws:iam::aws:policy/ReadOnlyAccess")) == "take false")
    }
}

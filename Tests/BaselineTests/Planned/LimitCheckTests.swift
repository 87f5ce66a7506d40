import AWS
import Testing

@testable import Baseline

@Suite struct LimitCheckTests {
    typealias A = TestAccount

    private func excesses(_ file: AccountFile, _ summary: [String: Int] = [:]) throws -> [String] {
        var observed = A.observed()
        observed.summary = summary
        return try LimitCheck(file: file, observed: observed, index: AccountIndex(observed.details)).excesses().map(
            \.words)
    }

    private let long = A.policy(allow: (0..<130).map { "iam:Action\($0)" })

    @Test func `sizes, attachments and numbers are counted`() throws {
        let managed = (0..<11).map { PolicyReference.awsManaged("P\($0)") }
        let file = A.file(
            policies: [PolicyEntry(name: A.known("p"), document: long)],
            groups: [GroupEntry(name: A.known("g"), managedPolicies: managed)],
            roles: [
                RoleEntry(
                    name: A.known("r"), managedPolicies: managed,
                    trust: (0..<50).map { .service("service\($0).amazonaws.com") })
            ],
            people: [
                PersonEntry(name: A.known("u"), inlinePolicies: [A.known("i"): long])
            ],
            providers: [
                OpenIDConnectProviderEntry(
                    url: "https://id.example", clientIDs: (0..<101).map(String.init),
                    thumbprints: (0..<6).map(String.init))
            ])
        let found = try excesses(file, ["UsersQuota": 0, "RolesQuota": 1])
        #expect(found.contains("group/g: 11 managed policies, and AWS allows 10"))
        #expect(found.contains("role/r: 11 managed policies, and AWS allows 10"))
        #expect(found.contains { $0.hasPrefix("role/r: ") && $0.contains("trust policy") })
        #expect(found.contains { $0.hasPrefix("user/u: ") && $0.hasSuffix("inline policies, and AWS allows 2048") })
        #expect(found.contains("oidc-provider/id.example: 101 clients, and AWS allows 100"))
        #expect(found.contains("oidc-provider/id.example: 6 thumbprints, and AWS allows 5"))
        #expect(found.contains("user: 1 users, and AWS allows 0"))
        #expect(found.contains { $0.hasPrefix("policy/p: ") && $0.hasSuffix("characters, and AWS allows 6144") })
        #expect(found.count == 8)
    }

    @Test func `the account's own quotas count`() throws {
        let file = A.file(groups: [
            GroupEntry(name: A.known("g"), managedPolicies: (0..<11).map { .awsManaged("P\($0)") })
        ])
        #expect(try excesses(file, ["AttachedPoliciesPerGroupQuota": 20]).isEmpty)
    }
}

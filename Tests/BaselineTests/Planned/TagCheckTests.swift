import AWS
import Testing

@testable import Baseline

@Suite struct TagCheckTests {
    typealias A = TestAccount
    typealias Tag = AWS.Tag

    private func tags(_ numbers: Range<Int>) -> [Tag] { numbers.map { Tag(key: "k\($0)", value: "") } }

    private func excesses(
        _ person: PersonEntry, _ found: [Tag]?, adopting adoption: Adoption = .nothing,
        state: FirstSecretsState? = nil
    ) throws -> [String] {
        var observed = A.observed(users: found.map { [A.user("u", tags: $0)] } ?? [])
        if let state { observed.firstSecrets = [person.name: state] }
        let plan = try AccountPlanner.plan(A.file(people: [person]), for: observed, adopting: adoption)
        return plan.excesses.map(\.words)
    }

    private func person(_ tags: [Tag], accessKey: Bool = false) -> PersonEntry {
        PersonEntry(name: A.known("u"), tags: tags, accessKey: accessKey)
    }

    @Test func `the file's own tag counts`() throws {
        #expect(try excesses(person(tags(0..<49)), nil).isEmpty)
        #expect(try excesses(person(tags(0..<50)), nil) == ["user/u: 51 tags, and AWS allows 50"])
        #expect(try excesses(person(tags(0..<49)), tags(0..<49) + [A.owner]).isEmpty)
    }

    @Test func `what was there before has a further one`() throws {
        let all = Adoption(["all"])
        #expect(try excesses(person(tags(0..<48)), tags(0..<3), adopting: all).isEmpty)
        let told = ["user/u: 51 tags, and AWS allows 50"]
        #expect(try excesses(person(tags(0..<49)), tags(0..<3), adopting: all) == told)
        let taken = [A.owner, Tag(key: AccountFile.adoptedTag, value: "baseline")]
        #expect(try excesses(person(tags(0..<48)), taken).isEmpty)
        #expect(try excesses(person(tags(0..<49)), taken) == told)
    }

    @Test func `what goes is there until what comes is there as well`() throws {
        let told = ["user/u: 51 tags in between, and AWS allows 50"]
        #expect(try excesses(person(tags(0..<20)), tags(100..<130) + [A.owner]) == told)
        #expect(try excesses(person(tags(0..<20)), tags(1..<50) + [A.owner]) == told)
        // AWS's own don't count, and keys have no case.
        let others = [Tag(key: "aws:x", value: ""), Tag(key: "K0", value: "")]
        #expect(try excesses(person(tags(0..<20)), others + tags(100..<129) + [A.owner]).isEmpty)
    }

    @Test func `a first key needs room for who is making it`() throws {
        #expect(try excesses(person(tags(0..<47), accessKey: true), nil).isEmpty)
        let told = ["user/u: 51 tags in between, and AWS allows 50"]
        #expect(try excesses(person(tags(0..<48), accessKey: true), nil) == told)
        let present = tags(0..<48) + [A.owner]
        #expect(try excesses(person(tags(0..<48), accessKey: true), present, state: FirstSecretsState()) == told)
        let given = FirstSecretsState(hasAccessKey: true)
        #expect(try excesses(person(tags(0..<48), accessKey: true), present, state: given).isEmpty)
    }

    @Test func `everything that has tags is counted`() throws {
        let many = tags(0..<50)
        let arn: ARN = A.known("arn:aws:iam::123456789012:policy/baseline/p")
        var observed = A.observed(policies: [A.managed("p", A.policy(allow: ["a:1"]))])
        observed.policyTags[arn] = tags(0..<49)
        var file = A.file(
            policies: [PolicyEntry(name: A.known("p"), document: A.policy(allow: ["a:1"]))],
            roles: [RoleEntry(name: A.known("r"), trust: [.service("ec2.amazonaws.com")], tags: many)],
            providers: [OpenIDConnectProviderEntry(url: "https://id.example", clientIDs: ["c"], tags: many)],
            tables: [TableEntry(name: "abc", key: "id", tags: many)])
        file.samlProviders = [SAMLProviderEntry(name: "sso", metadataDocument: "", tags: many)]
        let plan = try AccountPlanner.plan(file, for: observed, adopting: Adoption(["all"]))
        #expect(
            Set(plan.excesses.map(\.words)) == [
                "policy/p: 51 tags, and AWS allows 50", "role/r: 51 tags, and AWS allows 50",
                "oidc-provider/id.example: 51 tags, and AWS allows 50", "saml-provider/sso: 51 tags, and AWS allows 50",
                "table/abc: 51 tags, and AWS allows 50",
            ])
    }
}

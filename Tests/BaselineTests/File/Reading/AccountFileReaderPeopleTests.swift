import Testing

@testable import Baseline

@Suite struct AccountFileReaderPeopleTests {
    private let read = ReadFile()

    /// A file in which the role admin trusts administrators, and a person has something more.
    private func warnings(_ person: String, group: String = "{}") throws -> [String] {
        try read(
            """
            policies:
              self-service: {shipped: self-service}
              roles: {document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "sts:*", Resource: "*"}]}}
              one: {document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "sts:*", Resource: "arn:aws:iam::123456789012:role/x"}]}}
            groups: {everyone: {managed-policies: [self-service]}, administrators: {}, others: \(group)}
            roles: {admin: {trust: [{groups: [administrators]}]}}
            people: {mallory: \(person)}
            """
        ).warnings.map(\.reason)
    }

    @Test(arguments: [
        ("{groups: [everyone], managed-policies: [PowerUserAccess]}", "{}", "PowerUserAccess"),
        ("{groups: [everyone, others]}", "{managed-policies: [AdministratorAccess]}", "AdministratorAccess"),
        ("{groups: [everyone], managed-policies: [roles]}", "{}", "roles"),
        (
            "{groups: [everyone], inline-policies: {all: {document: {Version: '2012-10-17', "
                + "Statement: [{Effect: Allow, NotAction: 'iam:*', Resource: '*'}]}}}}", "{}", "all"
        ),
    ])
    func `whoever gets into a role by another policy than its groups' is warned of`(
        _ person: String, _ group: String, _ policy: String
    ) throws {
        let found = try warnings(person, group: group)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("“mallory” gets into “admin” as well, by “\(policy)”") == true)
    }

    @Test(arguments: [
        "{groups: [everyone]}", "{groups: [everyone, administrators], managed-policies: [PowerUserAccess]}",
        "{groups: [everyone], managed-policies: [one, ReadOnlyAccess]}",
    ])
    func `whoever is in the groups, or has no way in, is not`(_ person: String) throws {
        #expect(try warnings(person).isEmpty)
    }

    @Test func `whoever may do very much and isn't asked for a second factor is warned of`() throws {
        let found = try warnings("{groups: [administrators], managed-policies: [AdministratorAccess]}")
        #expect(found.count == 1 && found[0].contains("may assume roles by “administrators”"))
        let other = try warnings("{managed-policies: [AdministratorAccess]}")
        #expect(other.count == 2 && other[0].contains("may do very much by “AdministratorAccess”"), "\(other)")
    }
}

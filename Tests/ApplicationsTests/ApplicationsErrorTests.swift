import AWS
import Formats
import HTTPTypes
import Problems
import Testing

@testable import Applications

@Suite struct ApplicationsErrorTests {
    private static let role = RoleARN("arn:aws:iam::123456789012:role/access/tenants")

    @Test func `each error is told by its own problem`() throws {
        let role = try #require(Self.role)
        let app = try application()
        let table: [(ApplicationsError, Int, String)] = [
            (.malformed(RegistrationFault(member: "issuer", words: "No.")), 400, "malformed-request"),
            (.roleNotAllowed(role), 403, "role-not-allowed"),
            (.keyHostNotAllowed("issuer.example"), 403, "key-host-not-allowed"),
            (.notProved(.denied, role, externalID: "e"), 422, "role-not-proved"), (.roleTaken(role), 409, "role-taken"),
            (.alreadyRegistered(app), 409, "application-exists"), (.notRegistered(app), 404, "application-not-found"),
            (.changed, 412, "application-changed"), (.otherPrincipal(app), 409, "application-of-another"),
            (.unreadable(app), 500, "application-unreadable"), (.aws(.credentials("none")), 503, "no-aws-credentials"),
        ]
        for (error, status, kind) in table {
            #expect(error.problem.status.code == status && error.problem.kind == kind)
        }
    }

    @Test(arguments: [
        (OwnershipFault.denied, "doesn't let Latchkey into"), (.openWithoutExternalID, "without an ExternalId"),
        (.openWithOthers, "with any ExternalId"),
    ])
    func `who hasn't proved a role is told what its trust policy needs`(_ fault: OwnershipFault, _ words: String) throws
    {
        let problem = ApplicationsError.notProved(fault, try #require(Self.role), externalID: "the-id").problem
        #expect(problem.detail.contains(words) && problem.detail.contains("sts:ExternalId equals the-id"))
        #expect(problem.members.map(\.name) == ["reason", "role_arn", "external_id"])
    }
}

import AWS
import Formats
import Grants
import HTTPTypes
import Problems
import Testing
import Transport

struct GrantErrorTests {
    private static let service = ServiceError(
        operation: Operation(.sts, "AssumeRole"), status: 403, code: .accessDenied, message: "the words of AWS")

    @Test(
        arguments: [
            (.mapping(key: "", .tooMany), "tag-mapping-refused", 422, ["tag": ""]),
            (.mapping(key: "a*", .key), "tag-mapping-refused", 422, ["tag": "a*"]),
            (.mapping(key: "a", .duplicate), "tag-mapping-refused", 422, ["tag": "a"]),
            (.mapping(key: "a", .constant), "tag-mapping-refused", 422, ["tag": "a"]),
            (
                .claim("/org/id", tag: "Tenant", .missing), "claim-refused", 422,
                ["claim": "/org/id", "tag": "Tenant", "reason": "missing"]
            ),
            (
                .claim("x", tag: "T", .wrongType), "claim-refused", 422,
                ["claim": "x", "tag": "T", "reason": "wrong-type"]
            ),
            (.claim("x", tag: "T", .list), "claim-refused", 422, ["claim": "x", "tag": "T", "reason": "list"]),
            (
                .claim("x", tag: "T", .separator), "claim-refused", 422,
                ["claim": "x", "tag": "T", "reason": "separator"]
            ),
            (
                .claim("x", tag: "T", .forbiddenCharacter), "claim-refused", 422,
                ["claim": "x", "tag": "T", "reason": "forbidden-character"]
            ),
            (.person("sub", .tooLong(limit: 64)), "claim-refused", 422, ["claim": "sub", "reason": "too-long"]),
            (.tooLarge(service), "session-tags-too-large", 422, [:]),
            (.denied(permission: nil, service), "access-role-denied", 502, [:]),
            (
                .denied(permission: "sts:TagSession", service), "access-role-denied", 502,
                ["permission": "sts:TagSession"]
            ),
            (.refused(service), "access-role-refused", 422, ["code": "AccessDenied"]),
            (.busy, "application-busy", 503, [:]),
            (.aws(.transport(.notSent("x"), Operation(.sts, "AssumeRole"))), "aws-unavailable", 503, [:]),
            (.cancelled, "deadline-exceeded", 504, [:]),
        ] as [(GrantError, String, Int, JSONValue)])
    func `each error is told by its kind and names what to look at, without AWS's words`(
        error: GrantError, kind: String, status: Int, members: JSONValue
    ) {
        let problem = error.problem
        #expect(problem.kind == kind && problem.status.code == status)
        #expect(JSONValue.object(problem.members) == members)
        #expect(!problem.json(id: "1").text.contains("the words of AWS"))
        for member in problem.members where member.name == "claim" {
            #expect(problem.detail.contains(member.value.string ?? "?"))
        }
    }

    @Test func `a limit is told with its number`() {
        #expect(GrantError.person("sub", .tooLong(limit: 64)).problem.detail.contains("64 characters"))
        #expect(GrantError.claim("x", tag: "T", .tooLong(limit: 256)).problem.detail.contains("256 characters"))
        #expect(GrantError.mapping(key: "", .tooMany).problem.detail.contains("50"))
    }
}

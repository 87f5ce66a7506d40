import AWS
import SignOn
import Testing

@Suite struct IdentityMappingTests {
    @Test(arguments: [
        (IdentityMapping.asIs, "Ann.Lee", "Ann.Lee"),
        (.asIs, "ann@example.com", "ann@example.com"),
        (.prefix("sso-"), "ann", "sso-ann"),
        (.email(domains: ["example.com"]), "ann@example.com", "ann"),
        (.email(domains: ["example.com"]), "Ann+x@EXAMPLE.Com", "Ann+x"),
        (.email(domains: ["Example.com", "example.org"]), "ann@example.org", "ann"),
        (
            .email(domains: ["mail.department.example.com"]),
            String(repeating: "a", count: 64) + "@mail.department.example.com", String(repeating: "a", count: 64)
        ),
    ])
    func maps(mapping: IdentityMapping, caller: String, userName: String) throws {
        let name = try #require(AuthenticatedName(caller, maximumLength: mapping.longestName))
        #expect(try mapping.userName(of: name).rawValue == userName)
    }

    @Test(arguments: [
        (IdentityMapping.email(domains: ["example.com"]), "ann", IdentityRefusal.notAnAddress),
        (.email(domains: ["example.com"]), "@example.com", .notAnAddress),
        (.email(domains: ["example.com"]), "ann@", .notAnAddress),
        (.email(domains: ["example.com"]), "ann@evil.org@example.com", .notAnAddress),
        (.email(domains: ["example.com"]), "ann@example.com.evil.org", .domainNotAllowed),
        (.email(domains: ["example.com"]), "ann@xexample.com", .domainNotAllowed),
        (.email(domains: ["example.com"]), "ann@sub.example.com", .domainNotAllowed),
        (.email(domains: []), "ann@example.com", .domainNotAllowed),
        (.prefix("sso-"), String(repeating: "a", count: 61), .nameTooLong),
        (.email(domains: ["example.com"]), String(repeating: "a", count: 65) + "@example.com", .nameTooLong),
    ])
    func refuses(mapping: IdentityMapping, caller: String, refusal: IdentityRefusal) throws {
        let name = try #require(AuthenticatedName(caller, maximumLength: mapping.longestName))
        #expect(throws: refusal) { try mapping.userName(of: name) }
    }

    @Test func `64 characters are the most`() throws {
        let name = try #require(AuthenticatedName(String(repeating: "a", count: 60), maximumLength: 64))
        #expect(try IdentityMapping.prefix("sso-").userName(of: name).rawValue.utf8.count == 64)
    }
}

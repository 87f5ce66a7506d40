import AWS
import Cryptography
import Formats
import Grants
import Testing

@testable import Applications
@testable import FakeAWS
@testable import Tokens

@Suite struct RegistrationTests {
    private func fault(_ changes: [String: JSONValue]) -> RegistrationFault? {
        do throws(RegistrationFault) {
            _ = try Registration(json: .registration(changes))
            return nil
        } catch {
            return error
        }
    }

    @Test func `what needn't be there has its usual value`() throws {
        let registration = try Registration.make()
        #expect(registration.personClaim.description == "sub" && registration.duration == 3_600)
        #expect(registration.algorithms == SignatureAlgorithm.allCases && registration.policy == nil)
        #expect(registration.keySource.firstAddress.authority == "issuer.example")
        let claim = try #require(ClaimPointer("custom:tenant_id"))
        #expect(
            registration.tags.mappings
                == [TagMapping(key: "TenantID", source: .claim(claim, .required, .refused))])
    }

    @Test func `a whole registration is read as it is written`() throws {
        let json: JSONValue = [
            "role_arn": "arn:aws-us-gov:iam::210987654321:role/a/b/tenants", "issuer": "https://issuer.example",
            "audience": "https://app.example/?a=b", "jwks_url": "https://keys.example:8443/jwks.json",
            "tags": [
                ["tag": "TenantID", "claim": "/org/id", "required": true, "list": "refuse", "transitive": true],
                ["tag": "Groups", "claim": "groups", "required": false, "list": "join", "transitive": false],
                ["tag": "app", "value": "billing", "transitive": false],
            ],
            "person_claim": "email", "bound_claims": ["token_use": "id", "/org/level": 3, "staff": true],
            "algorithms": ["ES256", "RS256"], "duration": 900,
            "policy": [
                "Version": "2012-10-17", "Statement": [["Effect": "Allow", "Action": "s3:*", "Resource": "*"]],
            ],
        ]
        let registration = try Registration(json: json)
        #expect(registration.json == json)
        #expect(registration.keySource.firstAddress.authority == "keys.example:8443")
        #expect(try Registration(json: registration.json) == registration)
    }

    @Test(
        arguments: [
            .array([]), .object([]), ["a": .null], ["a": []], ["a": ["b"]], ["a": .decimal("1.5")], ["a": ""],
            ["": "b"],
            ["/~2": "b"],
            ["a": .string(String(repeating: "a", count: 257))],
            .object((0...10).map { .init("c\($0)", "x") }), .object([.init("a", "b"), .init("a", "c")]),
        ] as [JSONValue])
    func `bound claims that can't be are refused`(_ value: JSONValue) {
        #expect(fault(["bound_claims": value])?.member == "bound_claims")
    }

    @Test(
        arguments: [
            (["a": "x"], ["a": "x"], nil), (["a": "x"], ["a": "y"], "a"), (["a": "x"], [:], "a"),
            (["a": "x"], ["a": ["y", "x"]], nil),
            (["a": "x"], ["a": ["y"]], "a"), (["a": true], ["a": true], nil), (["a": true], ["a": "true"], "a"),
            (["a": 1], ["a": 1], nil),
            (["a": 1], ["a": true], "a"), (["a": "\u{e9}"], ["a": "e\u{301}"], "a"),
            (["/a/b": "x"], ["a": ["b": "x"]], nil),
            (nil, ["token_use": "id"], nil), (nil, ["token_use": "access"], "token_use"),
            (nil, ["token_use": 1], "token_use"),
            (["token_use": "access"], ["token_use": "access"], nil),
            (["token_use": "access"], ["token_use": "id"], "token_use"),
            (nil, [:], nil),
        ] as [(JSONValue?, JSONValue, String?)])
    func `a token whose claims aren't those that are bound isn't meant`(
        _ bound: JSONValue?, _ claims: JSONValue, _ unmet: String?
    ) throws {
        let registration = try Registration.make(bound.map { ["bound_claims": $0] } ?? [:])
        guard case .object(let members) = claims else { throw BadFixture(text: claims.text) }
        let usual: [JSONValue.Member] = [.init("iss", "https://issuer.example"), .init("aud", "app"), .init("exp", 1)]
        #expect(registration.unmetClaim(of: try TokenClaims(.object(usual + members))) == unmet)
    }

    @Test func `an issuer may end with a slash, as its tokens name it`() throws {
        let registration = try Registration.make(["issuer": "https://issuer.example/"])
        #expect(
            registration.issuer == "https://issuer.example/" && registration.json["issuer"] == "https://issuer.example/"
        )
        #expect(
            registration.keySource.firstAddress.text == "https://issuer.example/.well-known/openid-configuration")
    }

    @Test func `a member that is null counts as absent`() throws {
        #expect(try Registration.make(["policy": .null, "duration": .null, "jwks_url": .null]) == Registration.make())
        #expect(fault(["issuer": .null])?.member == "issuer")
    }

    private static let many: JSONValue = .array(
        (0...50).map { ["tag": .string("t\($0)"), "claim": "c"] })

    @Test(
        arguments: [
            ("role_arn", .null), ("role_arn", ""), ("role_arn", 5), ("role_arn", "tenants"),
            ("role_arn", "arn:aws:iam::123456789012:user/tenants"), ("role_arn", "arn:aws:iam::123456789012:role/"),
            ("role_arn", "arn:aws:iam::12:role/tenants"),
            ("role_arn", "arn:aws:iam:us-east-1:123456789012:role/tenants"),
            ("role_arn", "arn:aws:sts::123456789012:assumed-role/tenants/x"),
            ("role_arn", "arn:gcp:iam::123456789012:role/x"),
            ("role_arn", "arn:aws:iam::123456789012:role//tenants"), ("role_arn", "arn:aws:iam::123456789012:role/a b"),
            ("role_arn", "arn:aws:iam::123456789012:role/*"), ("role_arn", "arn:aws:iam::123456789012:role/a\u{301}/b"),
            ("issuer", .null), ("issuer", ""), ("issuer", ["https://issuer.example"]), ("issuer", "issuer.example"),
            ("issuer", "http://issuer.example"), ("issuer", "https://issuer.example//"),
            ("issuer", "https://u@issuer.example"),
            ("issuer", "https://issuer.example?a"), ("issuer", "https://issuer.example#a"),
            ("issuer", "file:///etc/passwd"),
            ("issuer", "https://"), ("issuer", "HTTPS://issuer.example"), ("issuer", "https://issuer.example:0"),
            ("issuer", "https://issuer\u{301}.example"), ("issuer", "https://issuer.example/a\u{0}"),
            ("issuer", .string("https://issuer.example/" + String(repeating: "a", count: 2_048))),
            ("audience", .null), ("audience", ""), ("audience", "a b"), ("audience", "é"), ("audience", ["a"]),
            ("audience", .string(String(repeating: "a", count: 1_025))),
            ("jwks_url", ""), ("jwks_url", "http://keys.example/jwks"), ("jwks_url", "file:///jwks"),
            ("jwks_url", "https://keys.example/jwks?x"), ("jwks_url", "http://169.254.169.254/latest"),
            ("jwks_url", "http://[::ffff:127.0.0.1]/x"), ("jwks_url", "https://keys.example@169.254.169.254/"),
            ("jwks_url", true),
            ("tags", .null), ("tags", []), ("tags", "TenantID"), ("tags", ["tag": "TenantID"]), ("tags", many),
            ("tags", [["tag": "a", "value": "b"]]),
            ("person_claim", ""), ("person_claim", "/~"), ("person_claim", 1),
            ("algorithms", []), ("algorithms", "RS256"), ("algorithms", ["none"]), ("algorithms", ["HS256"]),
            ("algorithms", ["RS256", "RS256"]), ("algorithms", ["rs256"]), ("algorithms", [1]),
            ("duration", 899), ("duration", 3_601), ("duration", "900"), ("duration", .decimal("900.5")),
            ("duration", -900),
            ("policy", "{}"), ("policy", [:]), ("policy", ["Version": "2012-10-17"]), ("policy", ["Statement": []]),
            ("policy", ["Statement": "x"]), ("policy", ["Statement": [:], "Other": 1]),
            ("policy", ["Statement": ["Sid": "Ā"]]),
            ("policy", ["Statement": .object([.init("Effect", "Deny"), .init("Effect", "Allow")])]),
            ("policy", ["Statement": ["Sid": .string(String(repeating: "a", count: 2_048))]]),
            ("external_id", "mine"), ("ROLE_ARN", "arn:aws:iam::123456789012:role/x"), ("", 1),
        ] as [(String, JSONValue)])
    func `a member that can't be is refused by its name`(_ member: String, _ value: JSONValue) {
        #expect(fault([member: value])?.member == member, "\(value)")
    }

    @Test(
        arguments: [
            ([:], "tag"), (["tag": "a"], "claim"), (["claim": "a"], "tag"),
            (["tag": "a", "claim": "b", "value": "c"], "claim"),
            (["tag": "", "claim": "b"], "tag"), (["tag": "a!", "claim": "b"], "tag"),
            (["tag": "aws:a", "claim": "b"], "tag"),
            (["tag": "AWS:a", "claim": "b"], "tag"),
            (["tag": .string(String(repeating: "a", count: 129)), "claim": "b"], "tag"),
            (["tag": "a\n", "claim": "b"], "tag"), (["tag": "a", "claim": ""], "claim"),
            (["tag": "a", "claim": ["b"]], "claim"),
            (["tag": "a", "value": ""], "value"), (["tag": "a", "value": "b<"], "value"),
            (["tag": "a", "value": 1], "value"),
            (["tag": "a", "value": .string(String(repeating: "a", count: 257))], "value"),
            (["tag": "a", "value": "b", "required": true], "value"),
            (["tag": "a", "value": "b", "list": "join"], "value"),
            (["tag": "a", "claim": "b", "required": "yes"], "required"),
            (["tag": "a", "claim": "b", "list": "all"], "list"),
            (["tag": "a", "claim": "b", "transitive": 1], "transitive"),
            (["tag": "a", "claim": "b", "extra": 1], "extra"),
        ] as [(JSONValue, String)])
    func `a tag that can't be is refused by its place`(_ tag: JSONValue, _ member: String) {
        let good: JSONValue = ["tag": "good", "claim": "good"]
        #expect(fault(["tags": [good, tag]])?.member == "tags.[1].\(member)")
    }

    @Test func `two tags of one key are refused, also where they differ in case`() {
        let tags: JSONValue = [["tag": "TenantID", "claim": "a"], ["tag": "tenantid", "claim": "b"]]
        #expect(fault(["tags": tags])?.member == "tags.[1].tag")
        #expect(fault(["tags": [5]])?.member == "tags.[0]")
    }

    @Test(arguments: [
        "", "null", "[]", "5", "{", "{}x", "\u{feff}{}", "{\"issuer\":\"a\",}",
        String(repeating: "[", count: 40_000), String(repeating: " ", count: 32_769) + "{}",
        "{\"tags\":" + String(repeating: "[", count: 17) + String(repeating: "]", count: 17) + "}",
    ])
    func `a body that isn't an object of some size is refused`(_ text: String) throws {
        let application = try application()
        #expect {
            try Registration.read(Array(text.utf8), from: application)
        } throws: {
            ($0 as? RegistrationFault)?.member == "body"
        }
    }

    @Test func `a member that occurs twice is refused`() throws {
        let text = #"{"issuer":"https://a.example","issuer":"https://b.example"}"#
        let application = try application()
        #expect(throws: RegistrationFault(member: "issuer", words: "The member “issuer” occurs twice.")) {
            try Registration.read(Array(text.utf8), from: application)
        }
    }

    // MARK: The body of iam-session-broker

    private func body(_ changes: [String: JSONValue] = [:]) -> [UInt8] {
        let usual: [String: JSONValue] = [
            "AccessPrincipalRoleName": "AppAccess", "SessionTagKey": "TenantID", "JWTClaimName": "custom:tenant_id",
            "JWKSetURL": "https://issuer.example/pool/.well-known/jwks.json", "issuer": "https://issuer.example/pool",
            "audience": "client-1",
        ]
        return JSONValue.object(usual.merging(changes) { $1 }.map { .init($0.key, $0.value) }).bytes
    }

    @Test func `a body of iam-session-broker means a role of the application's own account`() throws {
        let registration = try Registration.read(body(), from: application("aws-cn:210987654321:user:app"))
        #expect(registration.role.description == "arn:aws-cn:iam::210987654321:role/AppAccess")
        #expect(registration.keySource.firstAddress.text == "https://issuer.example/pool/.well-known/jwks.json")
        #expect(registration.tags.mappings.map(\.key) == ["TenantID"])
        #expect(Registration.isSessionBrokerBody(body()))
        #expect(!Registration.isSessionBrokerBody(JSONValue.registration().bytes))
        #expect(!Registration.isSessionBrokerBody(Array("{".utf8)))
    }

    @Test(
        arguments: [
            ("AccessPrincipalRoleName", .null), ("AccessPrincipalRoleName", "a/b"), ("AccessPrincipalRoleName", ""),
            ("SessionTagKey", .null), ("SessionTagKey", "aws:x"), ("JWTClaimName", .null), ("JWTClaimName", "/org/id"),
            ("JWTClaimName", ""), ("JWKSetURL", .null), ("JWKSetURL", "file:///etc/passwd"),
            ("JWKSetURL", "http://keys.example"),
            ("issuer", .null), ("audience", .null), ("role_arn", "arn:aws:iam::123456789012:role/x"), ("duration", 900),
        ] as [(String, JSONValue)])
    func `a body of iam-session-broker is refused by the member that is wrong`(
        _ member: String, _ value: JSONValue
    ) throws {
        let application = try application()
        #expect {
            try Registration.read(body([member: value]), from: application)
        } throws: {
            ($0 as? RegistrationFault)?.member == member
        }
    }

    @Test func `a service has no account in which a role could be named alone`() throws {
        let application = try application("sso:billing")
        #expect {
            try Registration.read(body(), from: application)
        } throws: {
            ($0 as? RegistrationFault)?.member == "AccessPrincipalRoleName"
        }
    }
}

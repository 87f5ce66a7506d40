import AWS
import FoundationEssentials
import IAMPolicy
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite struct RolePlanTests {
    @Test func `a plan has the user's tags and boundary, and trusts the broker alone`() throws {
        let boundary = try policyARN("boundary")
        let plan = try RolePlan.make(boundary: boundary, tags: [AWS.Tag(key: "team", value: "blue")])
        #expect(plan.roleName.description == "user_alice")
        #expect(plan.path.description == "/user-role/")
        #expect(plan.maxSessionDuration == 43_200)
        #expect(plan.permissionsBoundary == boundary)
        #expect(plan.tags == [AWS.Tag(key: "team", value: "blue")])
        #expect(
            plan.trustPolicy.minified
                == #"{"Statement":[{"Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"],"Effect":"Allow","#
                + #""Principal":{"AWS":"arn:aws:iam::123456789012:user/latchkey"}}],"Version":"2012-10-17"}"#)
    }

    @Test func `where every role has to have a boundary, a user without one gets it, and is told`() throws {
        let required = try policyARN("required")
        let plan = try RolePlan.make(requiredBoundary: required)
        #expect(plan.permissionsBoundary == required && plan.boundaryAtCreation == required)
        #expect(plan.findings.contains { $0.policy == "required" })
        #expect(try RolePlan.make(boundary: required, requiredBoundary: required).permissionsBoundary == required)
    }

    @Test func `where every role has to have a boundary, a user's own must be that one, as it stands`() throws {
        let (required, other) = (try policyARN("required"), try policyARN("other"))
        let conditional = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*",\
            "Condition":{"StringEquals":{"aws:PrincipalType":"User"}}}]}
            """
        for (boundary, documents) in [(other, [:]), (required, [required: conditional])] as [(ARN, [ARN: String])] {
            let error = #expect(throws: RoleMirrorError.self) {
                try RolePlan.make(boundary: boundary, documents: documents, requiredBoundary: required)
            }
            guard case .boundaryTaken(boundary, required: required) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func `a managed policy that the user has twice is attached once`() throws {
        let plan = try RolePlan.make(managed: [policyARN("a"), policyARN("b"), policyARN("a")])
        #expect(plan.attachedPolicies.keys.sorted() == [try policyARN("a"), try policyARN("b")])
    }

    @Test func `statements of inline policies are merged by effect and language version, and none is lost`() throws {
        let plan = try RolePlan.make(inline: [
            .make("Allow", "s3:*"), .make("Allow", "ec2:*", group: "a"), .make("Deny", "iam:*", group: "b"),
            .make("Allow", "sqs:*", version: nil), .make("Deny", "sns:*", version: "2008-10-17"),
            .make("Allow", "s3:*", group: "c"),
        ])
        #expect(
            plan.inlinePolicies.mapValues(\.statements.count) == [.allow: 2, .deny: 1, .allow2008: 1, .deny2008: 1])
        #expect(plan.inlinePolicies[.allow2008]?.version == .v2008)
    }

    @Test func `the fingerprint doesn't depend on the order of policies, and differs with every difference`() throws {
        let policies: [UserSnapshot.Inline] = [
            .make("Allow", "s3:*"), .make("Allow", "ec2:*"), .make("Deny", "iam:*"),
        ]
        let base = try RolePlan.make(inline: policies, managed: [policyARN("a"), policyARN("b")])
        let turned = try RolePlan.make(inline: policies.reversed(), managed: [policyARN("b"), policyARN("a")])
        #expect(base == turned)
        #expect(base.fingerprint == turned.fingerprint)
        let others = [
            try RolePlan.make(inline: policies, managed: [policyARN("a")]),
            try RolePlan.make(inline: Array(policies.dropLast()), managed: [policyARN("a"), policyARN("b")]),
            try RolePlan.make(inline: policies, managed: [policyARN("a"), policyARN("b")], boundary: policyARN("c")),
            try RolePlan.make(
                inline: policies, managed: [policyARN("a"), policyARN("b")], tags: [AWS.Tag(key: "k", value: "v")]),
        ]
        #expect(Set(others.map(\.fingerprint) + [base.fingerprint]).count == 5)
    }

    @Test func `two Denies whose resources look the same and differ in their bytes both stay`() throws {
        let documents = ["caf\u{e9}", "cafe\u{301}"].map {
            #"{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::\#($0)/*"}}"#
        }
        let plan = try RolePlan.make(inline: documents.map { .init(name: "policy", document: $0) })
        #expect(plan.inlinePolicies[.deny2008]?.statements.count == 2)
    }

    @Test func `a boundary that never allowed the user anything denies the role everything`() throws {
        let boundary = try policyARN("boundary")
        let document = #"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*",
             "Condition":{"StringEquals":{"aws:username":"bob"}}}]}
            """#
        let plan = try RolePlan.make(boundary: boundary, documents: [boundary: document])
        let own = try #require(plan.permissionsBoundary)
        #expect(own != boundary)
        #expect(plan.ownPolicies[own]?.statements == [.denyingAll])
    }

    @Test func `a policy that can't be read is refused`() throws {
        #expect(throws: RoleMirrorError.self) {
            try RolePlan.make(inline: [.init(name: "broken", document: "{")])
        }
    }

    @Test func `a revocation is planned as a Deny for sessions that began before it`() throws {
        let plan = try RolePlan.make(revokedBefore: Date(timeIntervalSince1970: 0))
        #expect(
            plan.inlinePolicies[.revocation]?.minified
                == #"{"Statement":[{"Action":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"1970-01-01T00:00:00Z"}},"#
                + #""Effect":"Deny","Resource":"*"}],"Version":"2012-10-17"}"#)
    }

    @Test func `the Deny that ends sessions is known in the form that the IAM console writes as well`() throws {
        func end(_ time: String, effect: String = "Deny", further: String = "") throws -> Date? {
            try PolicyDocument(
                parsing: #"""
                    {"Version":"2012-10-17","Statement":[{"Effect":"\#(effect)","Action":["*"],"Resource":["*"],
                     "Condition":{"DateLessThan":{"aws:TokenIssueTime":"\#(time)"}\#(further)}}]}
                    """#
            ).deniedSessionsEnd
        }
        let date = Date(timeIntervalSince1970: 1_700_000_000)
        #expect(PolicyDocument.denyingSessions(before: date).deniedSessionsEnd == date)
        #expect(try end("2023-11-14T22:13:20Z") == date)
        #expect(try end("2023-11-14T22:13:19.001Z") == date)
        #expect(try end("2023-11-14T22:13:20Z", effect: "Allow") == nil)
        #expect(try end("2023-11-14T22:13:20Z", further: #","Bool":{"aws:SecureTransport":"true"}"#) == nil)
        #expect(try end("yesterday") == nil)
        #expect(PolicyDocument.denyingEverything.deniedSessionsEnd == nil)
        #expect(PolicyDocument.denyingSessions(before: date).size == PolicyDocument.revocationSize)
    }

    @Test func `a boundary that has to be rewritten is copied, and any other is set as it is`() throws {
        let boundary = try policyARN("boundary")
        let personal =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"a/${aws:username}"}}"#
        let plan = try RolePlan.make(boundary: boundary, documents: [boundary: personal])
        let own = try #require(plan.permissionsBoundary)
        #expect(own.resource.hasPrefix("policy/user-role/latchkey-"))
        #expect(
            try plan.ownPolicies[own] == PolicyDocument(parsing: personal.replacing("${aws:username}", with: "alice")))
        #expect(plan.attachedPolicies.isEmpty)
        #expect(plan.sources.map(\.name) == ["boundary"])
        #expect(plan.sources.map(\.standing) == [.boundaryCopy])
        #expect(plan.sources.first?.arn == boundary)
        #expect(plan.sources.first?.findings.map(\.kind) == [.resolved])
        let unchanged = try RolePlan.make(boundary: boundary)
        #expect(unchanged.permissionsBoundary == boundary)
        #expect(unchanged.sources.map(\.standing) == [.boundary])
    }

    // MARK: What became of each policy

    private static let needsMFA = #","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#

    @Test func `what became of each statement is told at its policy, and nowhere else`() throws {
        let plan = try RolePlan.make(inline: [
            .make("Allow", "s3:*", further: Self.needsMFA), .make("Allow", "s3:*"),
            .make("Allow", "sqs:*", group: "team", further: #","Condition":{"StringLike":{"aws:username":"a*"}}"#),
        ])
        #expect(plan.sources.map(\.standing) == [.dropped, .merged, .merged])
        #expect(plan.sources.map { $0.findings.map(\.kind) } == [[.dropped], [], [.decided]])
        #expect(plan.findings.filter { $0.statement != nil }.count == 2)
    }

    @Test func `a managed policy that has to be rewritten tells of its statements`() throws {
        let arn = try policyARN("a")
        let text = #"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"},
             {"Effect":"Allow","Action":"sqs:*","Resource":"*"\#(Self.needsMFA)}]}
            """#
        let plan = try RolePlan.make(managed: [arn], documents: [arn: text])
        #expect(plan.sources.map(\.standing) == [.merged])
        #expect(plan.sources.first?.findings.map(\.statement) == [2])
        let whole = try RolePlan.make(managed: [arn], documents: [arn: text], mfa: .present)
        #expect(whole.sources.first?.findings.map(\.kind) == [.decided])
    }

    @Test func `that most of a user's rights fall away is the first finding`() throws {
        let inline = ["s3:*", "ec2:*"].map { UserSnapshot.Inline.make("Allow", $0, further: Self.needsMFA) }
        let plan = try RolePlan.make(inline: inline)
        let shortfall = try #require(plan.shortfall)
        #expect(plan.findings.first == shortfall)
        #expect(shortfall.advice?.contains("LATCHKEY_SSO_MFA") == true)
        #expect(try RolePlan.make(inline: inline, mfa: .present).shortfall == nil)
    }

    @Test func `most falls away as well when it is the boundary that loses it`() throws {
        let boundary = try policyARN("boundary")
        let text = #"""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"\#(Self.needsMFA)}}
            """#
        let plan = try RolePlan.make(inline: [.make("Allow", "s3:*")], boundary: boundary, documents: [boundary: text])
        #expect(plan.shortfall != nil)
        #expect(plan.sources.last?.findings.map(\.kind) == [.dropped])
    }

    @Test func `tags that only AWS can make, and Latchkey's own, aren't copied`() throws {
        let plan = try RolePlan.make(tags: [
            AWS.Tag(key: "latchkey:baseline", value: "baseline"), AWS.Tag(key: "Latchkey:First-Key", value: "x"),
            AWS.Tag(key: "aws:cloudformation:stack-name", value: "x"), AWS.Tag(key: "AWS:y", value: ""),
            AWS.Tag(key: "team", value: "blue"),
        ])
        #expect(plan.tags == [AWS.Tag(key: "team", value: "blue")])
        #expect(!plan.roleTags.contains { $0.key.lowercased().hasPrefix("aws:") })
    }
}

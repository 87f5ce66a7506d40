import Testing

@testable import IAMPolicy

@Suite struct MirroringLossTests {
    private static let needsMFA = #","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#
    private static let isUncertain = #","Condition":{"NumericEquals":{"aws:username":"1"}}"#

    /// A statement for all resources.
    private static func statement(_ effect: String, _ action: String, _ further: String = "") -> String {
        #"{"Effect":"\#(effect)",\#(action),"Resource":"*"\#(further)}"#
    }

    private static func allow(_ action: String, _ further: String = "") -> String {
        statement("Allow", #""Action":"\#(action)""#, further)
    }

    private func loss(_ statements: [String], mfa: PrincipalFacts.MFA = .absent) throws -> MirroringLoss {
        try PolicyDocument(parsing: #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#)
            .mirrored(for: PrincipalFacts.list(of: try .alice(), mfa: mfa, roleTagKeys: []), title: "policy").loss
    }

    /// AWS's own example: everything but looking after one's second factor is denied without one.
    private static let denyAllExceptListed = statement(
        "Deny", #""NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice","sts:GetSessionToken"]"#,
        #","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}"#)

    @Test(arguments: [
        ([allow("*"), denyAllExceptListed], true),
        ([allow("s3:*", needsMFA), allow("ec2:*", needsMFA), allow("sqs:*")], true),
        ([allow("*", needsMFA), allow("iam:Get*"), allow("iam:List*"), allow("sts:*")], true),
        ([allow("s3:*", needsMFA)], true),
        ([statement("Allow", #""NotAction":"iam:*""#, needsMFA), allow("iam:Get*"), allow("iam:List*")], true),
        ([allow("s3:*", needsMFA), allow("ec2:*")], false),
        ([allow("*"), allow("s3:*", needsMFA), allow("ec2:*", needsMFA)], false),
        ([allow("*")], false), ([], false),
    ])
    func `what falls away for want of a second factor is most of it when little or nothing else is left`(
        statements: [String], isMost: Bool
    ) throws {
        let loss = try loss(statements)
        #expect(loss.isMost == isMost)
        #expect(loss.finding?.advice?.contains("LATCHKEY_SSO_MFA") == (isMost ? true : nil))
        #expect(try !self.loss(statements, mfa: .present).isMost)
    }

    @Test(arguments: [
        #","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"},"Bool":{"aws:ViaAWSService":"false"}}"#,
        #","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}"#,
    ])
    func `a Deny of everything counts where a person's own requests can't escape it`(condition: String) throws {
        #expect(try loss([Self.allow("*"), Self.statement("Deny", #""Action":["*"]"#, condition)]).isMost)
    }

    @Test(arguments: [
        // The user has it as well.
        statement("Deny", #""Action":"*""#), statement("Deny", #""NotAction":"s3:*""#),
        statement(
            "Deny", #""Action":"iam:*""#, #","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}"#),
        statement(
            "Deny", #""Action":"*""#,
            #","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"},"StringEquals":{"aws:SourceVpc":"v"}}"#
        ),
        allow("s3:*", #","Condition":{"StringEquals":{"aws:username":"bob"}}"#),
    ])
    func `what the user doesn't have either isn't lost`(statement: String) throws {
        #expect(try loss([Self.allow("*"), statement]).finding == nil)
        #expect(try loss([Self.allow("s3:*"), statement]).finding == nil)
    }

    @Test func `what can't be decided is lost for another reason`() throws {
        let loss = try loss([Self.allow("s3:*", Self.isUncertain)])
        #expect(loss.isMost)
        #expect(loss.finding?.words.contains("second factor") == false)
    }

    @Test func `several policies count together`() throws {
        let (lost, kept) = (try loss([Self.allow("s3:*", Self.needsMFA)]), try loss([Self.allow("*")]))
        #expect((lost + lost).isMost)
        #expect(!(lost + kept).isMost)
        #expect(!(kept + lost).isMost)
    }
}

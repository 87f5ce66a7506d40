import IAMPolicy
import Testing

@testable import Baseline

@Suite struct PolicyStatementSecondFactorTests {
    @Test(
        arguments: [
            ("BoolIfExists", "aws:MultiFactorAuthPresent", "false", .certain),
            ("Bool", "aws:MultiFactorAuthPresent", "false", .never),
            ("bool", "AWS:multifactorauthpresent", "true", .never),
            ("Null", "aws:MultiFactorAuthPresent", "true", .certain),
            ("Null", "aws:MultiFactorAuthAge", "false", .never),
            ("NumericLessThan", "aws:MultiFactorAuthAge", "3600", .never),
            ("NumericGreaterThanIfExists", "aws:MultiFactorAuthAge", "3600", .certain),
            ("NumericNotEquals", "aws:MultiFactorAuthAge", "1", .certain),
            ("IpAddress", "aws:SourceIp", "10.0.0.0/8", .unknown),
        ] as [(String, String, String, PolicyStatement.Application)])
    func `a request by an access key has no keys of a second factor`(
        _ name: String, _ key: String, _ value: String, _ application: PolicyStatement.Application
    ) {
        let condition: PolicyElement = .object([name: .object([key: .string(value)])])
        let statement = PolicyStatement(
            effect: .deny, elements: ["Action": "*", "Condition": condition])
        #expect(statement.applicationWithoutSecondFactor == application)
    }

    @Test func `all comparisons have to hold`() {
        let unknown: PolicyElement = .object(["aws:SourceIp": "10.0.0.0/8"])
        let missing: PolicyElement = .object(["aws:MultiFactorAuthPresent": "true"])
        let both = PolicyStatement(
            effect: .allow, elements: ["Condition": .object(["IpAddress": unknown, "Bool": missing])])
        #expect(both.applicationWithoutSecondFactor == .never)
        #expect(
            PolicyStatement(effect: .allow, elements: [:]).applicationWithoutSecondFactor == .certain)
    }
}

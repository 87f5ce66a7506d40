import AWS
import Testing

@testable import FakeAWS
@testable import IAMPolicy

/// What becomes of statements on their way from the user `alice` to her role.
@Suite struct MirroredStatementTests {
    private func mirrored(
        _ statement: String, version: String = "2012-10-17", mfa: PrincipalFacts.MFA = .absent
    ) throws -> (statements: String, findings: [Finding]) {
        let document = try PolicyDocument(parsing: #"{"Version":"\#(version)","Statement":[\#(statement)]}"#)
        let result = try document.mirrored(
            for: PrincipalFacts.list(of: try .alice(), mfa: mfa, roleTagKeys: ["latchkey:mirror"]), title: "policy")
        return (result.document.statements.map(\.json.minified).joined(separator: ","), result.findings)
    }

    @Test(arguments: [
        (#""Resource":"arn:aws:s3:::home/${aws:username}/*""#, #""Resource":"arn:aws:s3:::home/alice/*""#),
        (#""Resource":"a/${AWS:UserName}/${aws:userid}""#, #""Resource":"a/alice/AIDAALICE""#),
        (#""Resource":"a/${aws:username, 'nobody'}""#, #""Resource":"a/alice""#),
        (#""Resource":"a/${aws:SourceIdentity, 'nobody'}""#, #""Resource":"a/nobody""#),
        (#""Resource":"a/${aws:PrincipalArn}""#, #""Resource":"a/arn:aws:iam::123456789012:user/team${*}/alice""#),
        (#""Resource":["a/${*}${?}${$}","b/${s3:prefix}"]"#, #""Resource":["a/${*}${?}${$}","b/${s3:prefix}"]"#),
        (#""Resource":"a/${aws:PrincipalTag/team}""#, #""Resource":"a/${aws:PrincipalTag/team}""#),
        (#""NotResource":"a/${aws:username}""#, #""NotResource":"a/alice""#),
        (#""Resource":"a/${unclosed""#, #""Resource":"a/${unclosed""#),
        // What Swift takes for one character with a brace or a dollar sign is none to AWS.
        (#""Resource":"a/${aws:username}\u0301""#, #""Resource":"a/alice\u0301""#),
        (#""Resource":"\u0600${aws:username}""#, #""Resource":"\u0600alice""#),
        (#""Resource":"a/${aws:SourceIdentity, 'x'}\u0301""#, #""Resource":"a/x\u0301""#),
    ])
    func `puts the user's values in`(element: String, becomes: String) throws {
        let result = try mirrored(#"{"Effect":"Allow","Action":"s3:*",\#(element)}"#)
        #expect(result.statements == #"{"Action":"s3:*","Effect":"Allow",\#(becomes)}"# || becomes.hasPrefix("\"Not"))
        #expect(result.statements.contains(becomes))
        #expect(result.findings.isEmpty)
    }

    @Test func `leaves the older language alone, which knows no variables`() throws {
        let statement = #"{"Action":"s3:*","Effect":"Allow","Resource":"a/${aws:username}"}"#
        #expect(try mirrored(statement, version: "2008-10-17").statements == statement)
    }

    @Test(arguments: [
        (#""StringEquals":{"aws:username":"alice"}"#, true),
        (#""StringEquals":{"aws:username":["bob","carol"]}"#, false),
        (#""StringLike":{"aws:userid":"AIDA*"}"#, true), (#""StringNotLike":{"aws:userid":"AROA*:*"}"#, true),
        (#""StringEquals":{"aws:PrincipalType":"User"}"#, true),
        (#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/*"}"#, false),
        (#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#, false),
        (#""BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}"#, true),
        (#""BoolIfExists":{"aws:MultiFactorAuthPresent":false}"#, true),
        (#""Null":{"aws:MultiFactorAuthAge":"true"}"#, true),
        (#""NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}"#, false),
        (#""StringEquals":{"aws:username":"${aws:username}"}"#, true),
        (#""Null":{"aws:PrincipalTag/latchkey:mirror":"true"}"#, true),
        (#""StringEquals":{"AWS:principaltag/Latchkey:Mirror":"true"}"#, false),
    ])
    func `decides conditions on who the user is`(condition: String, holds: Bool) throws {
        for effect in ["Allow", "Deny"] {
            let result = try mirrored(
                #"{"Effect":"\#(effect)","Action":"s3:*","Resource":"*","Condition":{\#(condition)}}"#)
            #expect(result.statements == (holds ? #"{"Action":"s3:*","Effect":"\#(effect)","Resource":"*"}"# : ""))
            #expect(result.findings.isEmpty)
        }
    }

    @Test func `a user's own tag of a key that the role's tags have counts`() throws {
        let tags = [AWS.Tag(key: "Latchkey:Mirror", value: "x")]
        let facts = PrincipalFacts.list(of: try .alice(tags: tags), mfa: .absent, roleTagKeys: ["latchkey:mirror"])
        #expect(facts.allSatisfy { $0["aws:PrincipalTag/latchkey:mirror"] == .same })
    }

    @Test func `keeps the rest of the conditions`() throws {
        let result = try mirrored(
            """
            {"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:username":"alice",
            "s3:prefix":["home/${aws:username}/","x"]},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}
            """)
        #expect(
            result.statements
                == #"{"Action":"s3:*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"},"#
                + #""StringEquals":{"s3:prefix":["home/alice/","x"]}},"Effect":"Allow","Resource":"*"}"#)
    }

    @Test func `goes by the sign-on's second factor where it proves one`() throws {
        let force = #"""
            {"Effect":"Deny","NotAction":"iam:*","Resource":"*",
             "Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}
            """#
        #expect(try mirrored(force).statements == #"{"Effect":"Deny","NotAction":"iam:*","Resource":"*"}"#)
        #expect(try mirrored(force, mfa: .present).statements == "")
    }

    @Test(arguments: [
        // The user's access key has no word of a second factor, the user's console session has one.
        (#""Resource":"a","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}"#, #""Resource":"a""#),
        (#""Resource":"a","Condition":{"Null":{"aws:MultiFactorAuthPresent":"true"}}"#, #""Resource":"a""#),
        (#""Resource":"a","Condition":{"Null":{"AWS:tokenIssueTime":"true"}}"#, #""Resource":"a""#),
        (#""Resource":"a","Condition":{"DateLessThanIfExists":{"aws:TokenIssueTime":"1"}}"#, #""Resource":"a""#),
        (
            #""Resource":"a","Condition":{"DateLessThan":{"aws:TokenIssueTime":"1"}}"#,
            #""Resource":"a","Condition":{"DateLessThan":{"aws:TokenIssueTime":"1"}}"#
        ),
        (
            #""Resource":"a","Condition":{"DateLessThanIfExists":{"aws:TokenIssueTime":"1","aws:CurrentTime":"2"}}"#,
            #""Resource":"a","Condition":{"DateLessThanIfExists":{"aws:CurrentTime":"2"}}"#
        ),
        (#""Resource":"a/${aws:TokenIssueTime}""#, #""Resource":"a/${aws:TokenIssueTime}""#),
        (#""NotResource":"a/${aws:MultiFactorAuthPresent, 'x'}""#, #""Resource":"*""#),
    ])
    func `takes the narrower of access key and console session, and says so`(
        elements: String, denied: String
    ) throws {
        let allow = try mirrored(#"{"Effect":"Allow","Action":"s3:*",\#(elements)}"#)
        #expect(allow.statements == "")
        #expect(allow.findings.map(\.kind) == [.leftOut])
        let deny = try mirrored(#"{"Effect":"Deny","Action":"s3:*",\#(elements)}"#)
        #expect(
            deny.statements
                == (try PolicyElement(parsing: #"{"Effect":"Deny","Action":"s3:*",\#(denied)}"#)).minified)
        #expect(deny.findings.map(\.kind) == [.forbidsMore])
    }

    @Test func `leaves to the session when it was opened where only sessions have a second factor`() throws {
        let statement = #"""
            {"Action":"s3:*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"2026-01-01T00:00:00Z"}},\#
            "Effect":"Deny","Resource":"*"}
            """#
        let result = try mirrored(statement, mfa: .present)
        #expect(result.statements == statement)
        #expect(result.findings.isEmpty)
    }

    @Test(arguments: [
        #""Resource":"*","Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}"#,
        #""Resource":"*","Condition":{"StringEquals":{"aws:username":"${s3:prefix}"}}"#,
        #""Resource":"*","Condition":{"StringEquals":{"s3:prefix":"${aws:SourceIdentity}"}}"#,
        #""Resource":"*","Condition":{"NumericEquals":{"aws:username":"1"}}"#,
        #""Resource":"*","Condition":{"ForAnyValue:StringNotEquals":{"aws:SourceIdentity":"x"}}"#,
        #""Resource":["a","b/${aws:SourceIdentity}"]"#, #""NotResource":"b/${aws:SourceIdentity}""#,
        #""Resource":"b/${aws:MultiFactorAuthAge}""#, #""Resource":"b/${aws:SourceIdentity, 'x*'}""#,
        // AWS doesn't say what it makes of these.
        #""Resource":"b/${ aws:username }""#, #""Resource":"b/${aws:username,'x'}""#,
        #""Resource":"b/${aws:username, x}""#, #""Resource":"b/${aws:username, 'x'y'}""#, #""Resource":"b/${}""#,
        #""Resource":"b/${aws:PrincipalTag/${aws:username}""#, #""Resource":"b/${aws:SourceIdentity, '{aws:userid'}""#,
        #""Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"${aws:username}"}}"#,
        #""Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"${aws:MultiFactorAuthPresent}"}}"#,
        #""Resource":"*","Condition":{"NumericNotEquals":{"s3:max-keys":"${aws:userid}"}}"#,
        #""Resource":"*","Condition":{"Null":{"s3:prefix":"${aws:MultiFactorAuthPresent}"}}"#,
    ])
    func `leaves an uncertain Allow out, and keeps a Deny at its widest, and says so`(elements: String) throws {
        let allow = try mirrored(#"{"Effect":"Allow","Action":"s3:*",\#(elements)}"#, mfa: .present)
        #expect(allow.statements == "")
        #expect(allow.findings.map(\.kind) == [.leftOut])
        let deny = try mirrored(#"{"Effect":"Deny","Action":"s3:*",\#(elements)}"#, mfa: .present)
        #expect(deny.statements.contains(#""Effect":"Deny""#))
        #expect(!deny.statements.contains("Condition") && !deny.statements.contains("${"))
        #expect(deny.findings.map(\.kind) == [.forbidsMore])
    }

    @Test func `forbids all where one of several resources is not known`() throws {
        let deny = try mirrored(
            #"{"Effect":"Deny","Action":"s3:*","Resource":["a","b/${aws:MultiFactorAuthAge}"]}"#, mfa: .present)
        #expect(deny.statements == #"{"Action":"s3:*","Effect":"Deny","Resource":"*"}"#)
    }

    @Test func `takes escapes of the older language as they are written`() throws {
        // The user's path is `/team*/`.
        let statement = #"""
            {"Effect":"Deny","Action":"s3:*","Resource":"*",
             "Condition":{"StringNotLike":{"aws:PrincipalArn":"*team${*}/alice"}}}
            """#
        #expect(try mirrored(statement).statements == "")
        #expect(
            try mirrored(statement, version: "2008-10-17").statements
                == #"{"Action":"s3:*","Effect":"Deny","Resource":"*"}"#)
    }

    @Test func `drops what never applied`() throws {
        for effect in ["Allow", "Deny"] {
            let result = try mirrored(#"{"Effect":"\#(effect)","Action":"s3:*","Resource":"a/${aws:SourceIdentity}"}"#)
            #expect(result.statements == "")
            #expect(result.findings.isEmpty)
        }
    }

    @Test(arguments: [
        #""Principal":"*""#, #""Condition":[]"#, #""Condition":{"StringEquals":"x"}"#,
        #""Condition":{"StringEquals":{"a":{}}}"#, #""Condition":{"StringEquals":{"a":null}}"#, #""Resource":{}"#,
    ])
    func `refuses elements that IAM doesn't have`(element: String) {
        #expect(throws: MalformedPolicy.self) {
            try mirrored(#"{"Effect":"Allow","Action":"s3:*",\#(element)}"#)
        }
    }
}

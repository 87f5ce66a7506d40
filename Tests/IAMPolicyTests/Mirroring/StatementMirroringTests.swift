import AWS
import Testing

@testable import FakeAWS
@testable import IAMPolicy

/// What statements of the user `alice` become in her role.
@Suite struct StatementMirroringTests {
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
        (
            #""Resource":"home/$${aws:SourceIdentity, ''}{aws:PrincipalTag/team}/*""#,
            #""Resource":"home/${$}{aws:PrincipalTag/team}/*""#
        ),
        // Swift takes the brace or the dollar sign and its neighbour for one character; AWS doesn't.
        (#""Resource":"a/${aws:username}\u0301""#, #""Resource":"a/alice\u0301""#),
        (#""Resource":"\u0600${aws:username}""#, #""Resource":"\u0600alice""#),
        (#""Resource":"a/${aws:SourceIdentity, 'x'}\u0301""#, #""Resource":"a/x\u0301""#),
    ])
    func `the user's values take the place of variables`(element: String, becomes: String) throws {
        let result = try mirrored(#"{"Effect":"Allow","Action":"s3:*",\#(element)}"#)
        #expect(result.statements == #"{"Action":"s3:*","Effect":"Allow",\#(becomes)}"#)
        #expect(result.findings.filter { $0.kind != .note }.map(\.kind) == (element == becomes ? [] : [.resolved]))
    }

    @Test func `statements in the older language, which has no variables, stay as they are`() throws {
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
    func `conditions on who the user is are decided`(condition: String, holds: Bool) throws {
        for effect in ["Allow", "Deny"] {
            let result = try mirrored(
                #"{"Effect":"\#(effect)","Action":"s3:*","Resource":"*","Condition":{\#(condition)}}"#)
            #expect(result.statements == (holds ? #"{"Action":"s3:*","Effect":"\#(effect)","Resource":"*"}"# : ""))
            #expect(result.findings.map(\.kind) == [holds ? .decided : .dropped])
            #expect(result.findings.first?.statement == 1)
            #expect(result.findings.first?.advice?.isEmpty == false)
        }
    }

    @Test func `conditions on the request stay`() throws {
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

    @Test(arguments: [
        #"{"NumericLessThan":{"s3:max-keys":600000.0}}"#, #"{"NumericEquals":{"s3:max-keys":[1e2,-0,1.50]}}"#,
        #"{"NumericLessThan":{"s3:max-keys":123456789012345678901234567890123456789012}}"#,
        #"{"StringEquals":{"s3:prefix":[]}}"#, #"{"StringEquals":{}}"#, "{}",
        #"{"StringEquals":{"s3:prefix":[true,10]}}"#,
    ])
    func `a condition that needs no decision stays as it is written`(condition: String) throws {
        for version in ["2008-10-17", "2012-10-17"] {
            let statement = #"{"Action":"s3:*","Condition":\#(condition),"Effect":"Deny","Resource":"*"}"#
            let document = try PolicyDocument(parsing: #"{"Version":"\#(version)","Statement":[\#(statement)]}"#)
            let mirrored = try document.mirrored(
                for: PrincipalFacts.list(of: try .alice(), mfa: .absent, roleTagKeys: []), title: "policy")
            #expect(mirrored.isUnchanged)
            #expect(mirrored.document.minified == #"{"Statement":[\#(statement)],"Version":"\#(version)"}"#)
        }
    }

    @Test func `numbers and truth values stay as they are beside a text that is resolved`() throws {
        let result = try mirrored(
            #"""
            {"Effect":"Allow","Action":"s3:*","Resource":"*",
             "Condition":{"StringEquals":{"s3:prefix":["${aws:username}",1.0,true,10]}}}
            """#)
        #expect(
            result.statements
                == #"{"Action":"s3:*","Condition":{"StringEquals":{"s3:prefix":["alice",1.0,true,10]}},"#
                + #""Effect":"Allow","Resource":"*"}"#)
    }

    @Test(arguments: [(#""true""#, false), (#""false""#, true), ("true", false)])
    func `with a second factor its age is there, though nobody knows it`(isAbsent: String, holds: Bool) throws {
        for effect in ["Allow", "Deny"] {
            let statement = #"""
                {"Effect":"\#(effect)","Action":"s3:*","Resource":"*",
                 "Condition":{"Null":{"aws:MultiFactorAuthAge":\#(isAbsent)}}}
                """#
            let kept = #"{"Action":"s3:*","Effect":"\#(effect)","Resource":"*"}"#
            #expect(try mirrored(statement, mfa: .present).statements == (holds ? kept : ""))
        }
    }

    @Test func `conditions on a second factor are decided by whether the sign-on proves one`() throws {
        let force = #"""
            {"Effect":"Deny","NotAction":"iam:*","Resource":"*",
             "Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}
            """#
        #expect(try mirrored(force).statements == #"{"Effect":"Deny","NotAction":"iam:*","Resource":"*"}"#)
        #expect(try mirrored(force, mfa: .present).statements == "")
    }

    @Test(arguments: [
        // Requests with the user's access key lack the key about a second factor; those of a console session have it.
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
        (
            #""Resource":"a","Condition":{"ArnLike":{"aws:SignInSessionArn":"arn:aws:signin:*:*:session/*"}}"#,
            #""Resource":"a","Condition":{"ArnLike":{"aws:SignInSessionArn":"arn:aws:signin:*:*:session/*"}}"#
        ),
        (#""Resource":"a","Condition":{"Null":{"aws:SignInSessionArn":"true"}}"#, #""Resource":"a""#),
        (#""NotResource":"a/${aws:MultiFactorAuthPresent, 'x'}""#, #""Resource":"*""#),
    ])
    func `what tells an access key from a console session makes the role narrower, as a finding says`(
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

    @Test(arguments: [
        #""DateLessThan":{"aws:TokenIssueTime":"2026-01-01T00:00:00Z"}"#,
        #""ArnLike":{"aws:SignInSessionArn":"arn:aws:signin:*:*:session/*"}"#,
    ])
    func `with a second factor a condition on the session itself stays`(condition: String) throws {
        let statement = #"{"Action":"s3:*","Condition":{\#(condition)},"Effect":"Deny","Resource":"*"}"#
        let result = try mirrored(statement, mfa: .present)
        #expect(result.statements == statement)
        #expect(result.findings.isEmpty)
    }

    @Test(arguments: [
        #""Resource":"*","Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}"#,
        #""Resource":"*","Condition":{"Null":{"aws:MultiFactorAuthAge":["true","false"]}}"#,
        #""Resource":"*","Condition":{"StringEquals":{"aws:username":"${s3:prefix}"}}"#,
        #""Resource":"*","Condition":{"StringEquals":{"s3:prefix":"${aws:SourceIdentity}"}}"#,
        #""Resource":"*","Condition":{"NumericEquals":{"aws:username":"1"}}"#,
        #""Resource":"*","Condition":{"StringEquals":{"aws:username":[]}}"#,
        #""Resource":"*","Condition":{"StringNotEquals":{"aws:username":[]}}"#,
        #""Resource":"*","Condition":{"StringNotLike":{"aws:SourceIdentity":[]}}"#,
        #""Resource":"*","Condition":{"ForAllValues:StringLike":{"aws:userid":[]}}"#,
        #""Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":[]}}"#,
        #""Resource":"*","Condition":{"Null":{"aws:SourceIdentity":[]}}"#,
        // AWS doesn't say which text such a number is.
        #""Resource":"*","Condition":{"StringNotEquals":{"aws:username":1.0}}"#,
        #""Resource":"*","Condition":{"StringNotEquals":{"aws:username":["x",1e2]}}"#,
        #""Resource":"*","Condition":{"ForAnyValue:StringNotEquals":{"aws:SourceIdentity":"x"}}"#,
        #""Resource":["a","b/${aws:SourceIdentity}"]"#, #""NotResource":"b/${aws:SourceIdentity}""#,
        #""Resource":"b/${aws:MultiFactorAuthAge}""#, #""Resource":"b/${aws:SourceIdentity, 'x*'}""#,
        // AWS doesn't document these as variables.
        #""Resource":"b/${aws:username/*""#, #""Resource":"b/${unclosed""#, #""NotResource":["a","b/${aws:userid"]"#,
        #""Resource":"*","Condition":{"StringLike":{"aws:username":"${alice"}}"#,
        #""Resource":"*","Condition":{"StringNotLike":{"s3:prefix":["home/${aws:username/*"]}}"#,
        #""Resource":"b/${ aws:username }""#, #""Resource":"b/${aws:username,'x'}""#,
        #""Resource":"b/${aws:username, x}""#, #""Resource":"b/${aws:username, 'x'y'}""#, #""Resource":"b/${}""#,
        #""Resource":"b/${aws:PrincipalTag/${aws:username}""#, #""Resource":"b/${aws:SourceIdentity, '{aws:userid'}""#,
        #""Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"${aws:username}"}}"#,
        #""Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"${aws:MultiFactorAuthPresent}"}}"#,
        #""Resource":"*","Condition":{"NumericNotEquals":{"s3:max-keys":"${aws:userid}"}}"#,
        #""Resource":"*","Condition":{"Null":{"s3:prefix":"${aws:MultiFactorAuthPresent}"}}"#,
    ])
    func `an uncertain Allow is left out and an uncertain Deny made wide, as a finding says`(elements: String) throws {
        let allow = try mirrored(#"{"Effect":"Allow","Action":"s3:*",\#(elements)}"#, mfa: .present)
        #expect(allow.statements == "")
        #expect(allow.findings.map(\.kind) == [.leftOut])
        let deny = try mirrored(#"{"Effect":"Deny","Action":"s3:*",\#(elements)}"#, mfa: .present)
        #expect(deny.statements.contains(#""Effect":"Deny""#))
        #expect(!deny.statements.contains("Condition") && !deny.statements.contains("${"))
        #expect(deny.findings.map(\.kind) == [.forbidsMore])
    }

    @Test func `a Deny of several resources, one of which isn't known, applies to all resources`() throws {
        let deny = try mirrored(
            #"{"Effect":"Deny","Action":"s3:*","Resource":["a","b/${aws:MultiFactorAuthAge}"]}"#, mfa: .present)
        #expect(deny.statements == #"{"Action":"s3:*","Effect":"Deny","Resource":"*"}"#)
    }

    @Test(arguments: [
        #""StringEquals":{"redshift-data:statement-owner-iam-userid":"${aws:userid}"}"#,
        #""StringEquals":{"aws:ResourceTag/sqlworkbench-resource-owner":"${aws:userid}"}"#,
        #""StringEquals":{"servicecatalog:userLevel":"self"}"#, #""StringLike":{"deadline:RequesterPrincipalId":"*"}"#,
    ])
    func `a condition on what a service says of whoever asks stays, and a note tells of it`(condition: String) throws {
        let result = try mirrored(
            #"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{\#(condition)}}"#)
        #expect(result.statements.contains(#""Condition""#))
        #expect(result.findings.last?.kind == .note)
        #expect(result.findings.last?.policy == "policy")
    }

    @Test func `each finding names its statement`() throws {
        let deny =
            #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#
        let result = try mirrored(#"{"Effect":"Allow","Action":"s3:*","Resource":"*"},\#(deny),\#(deny)"#)
        #expect(result.findings.map(\.statement) == [2, 3])
    }

    @Test func `the older language has no escapes`() throws {
        // There is a wildcard in the user's path, `/team*/`.
        let statement = #"""
            {"Effect":"Deny","Action":"s3:*","Resource":"*",
             "Condition":{"StringNotLike":{"aws:PrincipalArn":"*team${*}/alice"}}}
            """#
        #expect(try mirrored(statement).statements == "")
        #expect(
            try mirrored(statement, version: "2008-10-17").statements
                == #"{"Action":"s3:*","Effect":"Deny","Resource":"*"}"#)
    }

    @Test func `a statement that never applies to the user is dropped, as a finding says`() throws {
        for effect in ["Allow", "Deny"] {
            let result = try mirrored(#"{"Effect":"\#(effect)","Action":"s3:*","Resource":"a/${aws:SourceIdentity}"}"#)
            #expect(result.statements == "")
            #expect(result.findings.map(\.kind) == [.dropped])
        }
    }

    @Test(arguments: [
        #""Principal":"*""#, #""Condition":[]"#, #""Condition":{"StringEquals":"x"}"#,
        #""Condition":{"StringEquals":{"a":{}}}"#, #""Condition":{"StringEquals":{"a":null}}"#, #""Resource":{}"#,
    ])
    func `elements that no policy of a user can have are refused`(element: String) {
        #expect(throws: MalformedPolicy.self) {
            try mirrored(#"{"Effect":"Allow","Action":"s3:*",\#(element)}"#)
        }
    }
}

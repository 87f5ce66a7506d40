import IAMPolicy
import Testing

@testable import Baseline

@Suite struct PolicyMeaningIntersectionTests {
    /// A statement from its members but `Effect`; `Resource` is `*` unless they say otherwise.
    private func allow(_ members: String) throws -> PolicyMeaning.Statement {
        let needsResource = !members.contains("Resource\"") && !members.contains("Principal\"")
        let text =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow",\#(members)"#
            + (needsResource ? #","Resource":"*"}}"# : "}}")
        return PolicyMeaning.Statement(try PolicyDocument(parsing: text).statements[0])
    }

    /// Compares what is common with what is expected, in both orders.
    private func expect(
        _ a: String, _ b: String, _ common: String?, _ place: SourceLocation = #_sourceLocation
    ) throws {
        let expected = try common.map { try allow($0) }
        #expect(try allow(a).intersection(try allow(b)) == expected, sourceLocation: place)
        #expect(try allow(b).intersection(try allow(a)) == expected, sourceLocation: place)
    }

    @Test func `of lists, what one of the other covers is common`() throws {
        try expect(#""Action":["a:x","a:y"]"#, #""Action":["a:y","a:z"]"#, #""Action":"a:y""#)
        try expect(#""Action":"*""#, #""Action":["a:y","a:z*"]"#, #""Action":["a:y","a:z*"]"#)
        try expect(#""Action":["A:G*","b:x"]"#, #""Action":["a:get","b:*"]"#, #""Action":["a:get","b:x"]"#)
        try expect(#""Action":"a:x""#, #""Action":"a:y""#, nil)
        // Both match `a:get1`, which isn't found.
        try expect(#""Action":"a:get*""#, #""Action":"a:*1""#, nil)
        try expect(#""Action":[]"#, #""Action":"a:y""#, nil)
    }

    @Test func `what is in neither of two exceptions is common`() throws {
        try expect(#""NotAction":["a:*","b:*"]"#, #""NotAction":["b:*","c:x"]"#, #""NotAction":["a:*","b:*","c:x"]"#)
        try expect(#""NotAction":"a:*""#, #""Action":"*""#, #""NotAction":"a:*""#)
        try expect(#""NotAction":"a:*""#, #""Action":"b:x""#, nil)
        try expect(
            #""Action":"*","NotResource":"x""#, #""Action":"a:x","NotResource":"y""#,
            #""Action":"a:x","NotResource":["x","y"]"#)
    }

    @Test func `a resource covers another as a text and part by part`() throws {
        func resource(_ a: String, _ b: String, _ common: String?) throws {
            func members(_ resource: String) -> String { #""Action":"a:x","Resource":"\#(resource)""# }
            try expect(members(a), members(b), common.map(members))
        }
        try resource("*", "arn:aws:s3:::b", "arn:aws:s3:::b")
        try resource("arn:aws:s3:::b/*", "arn:aws:s3:::b/c/*", "arn:aws:s3:::b/c/*")
        try resource("arn:aws:s3:::b/*", "arn:aws:s3:::B/c", nil)
        try resource("arn:*", "arn:aws:s3:::b", "arn:aws:s3:::b")
        // As a text the first covers the second, but a wildcard may stay within its part.
        try resource("arn:aws:*x", "arn:aws:s3:::x", nil)
        // Missing parts may match everything.
        try resource("arn:aws:s?", "arn:aws:s3", "arn:aws:s3")
        try resource("arn:aws:s3:::b", "arn:aws:s3", nil)
        // To Swift these are one text.
        try resource("arn:aws:s3:::caf\u{e9}", "arn:aws:s3:::cafe\u{301}", nil)
    }

    @Test func `a variable without a value may void a statement, so that none of them may be lost`() throws {
        let own = "arn:aws:s3:::${aws:username}/*"
        try expect(
            #""Action":"a:*","Resource":"*""#, #""Action":"a:x","Resource":"\#(own)""#,
            #""Action":"a:x","Resource":"\#(own)""#)
        try expect(
            #""Action":"a:*","Resource":["x","\#(own)"]"#, #""Action":"a:x","Resource":["\#(own)","y"]"#,
            #""Action":"a:x","Resource":"\#(own)""#)
        try expect(#""Action":"a:x","Resource":["x","\#(own)"]"#, #""Action":"a:x","Resource":"x""#, nil)
        try expect(
            #""Action":"a:x","Resource":"arn:aws:s3:::*""#, #""Action":"a:x","Resource":"\#(own)""#, nil)
        try expect(
            #""Action":"a:x","Condition":{"StringLike":{"k":["x","${aws:username}"]}}"#,
            #""Action":"a:x","Condition":{"StringLike":{"k":["x"]}}"#, nil)
        // One that has no end is another one.
        try expect(
            #""Action":"a:x","Resource":"\#(own)","Condition":{"StringLike":{"k":["x","${aws:username"]}}"#,
            #""Action":"a:x","Resource":"\#(own)","Condition":{"StringLike":{"k":"x"}}"#, nil)
    }

    @Test func `all conditions of both hold`() throws {
        func condition(_ a: String?, _ b: String?, _ common: String?) throws {
            func members(_ condition: String?) -> String {
                #""Action":"a:x""# + (condition.map { #","Condition":{\#($0)}"# } ?? "")
            }
            try expect(members(a), members(b), common == "nothing" ? nil : members(common))
        }
        let (mfa, age) = (#""Bool":{"m":"true"}"#, #""NumericLessThan":{"a":"60"}"#)
        try condition(nil, mfa, mfa)
        try condition(mfa, #""bool":{"M":true}"#, mfa)
        try condition(mfa, age, "\(mfa),\(age)")
        try condition(#""Bool":{"m":"true"}"#, #""Bool":{"n":"true"}"#, #""Bool":{"m":"true","n":"true"}"#)
        try condition(mfa, #""Bool":{"m":"false"}"#, "nothing")
        try condition(
            #""IpAddress":{"i":["1","2"]}"#, #""IpAddress":{"i":["2","3"]}"#, #""IpAddress":{"i":"2"}"#)
        try condition(
            #""StringNotLike":{"i":["1","2"]}"#, #""StringNotLike":{"i":["2","3"]}"#,
            #""StringNotLike":{"i":["1","2","3"]}"#)
        try condition(#""Null":{"i":["true","false"]}"#, #""Null":{"i":"true"}"#, "nothing")
        try condition(#""StringLike":{"i":[]}"#, #""StringLike":{"i":"a"}"#, "nothing")
        try condition(#""Unknown":{"i":"a"}"#, #""Unknown":{"i":["a","b"]}"#, "nothing")
    }

    @Test func `of principals, only the same ones are common`() throws {
        func principal(_ a: String, _ b: String, _ common: String?) throws {
            func members(_ principal: String) -> String { #""Action":"sts:AssumeRole","Principal":\#(principal)"# }
            try expect(members(a), members(b), common.map(members))
        }
        let (user, root) = ("arn:aws:iam::123456789012:user/a", "arn:aws:iam::123456789012:root")
        try principal(#"{"AWS":["\#(user)","x"]}"#, #"{"AWS":["\#(user)"],"Service":"s"}"#, #"{"AWS":"\#(user)"}"#)
        try principal(#"{"AWS":["\#(root)","x"]}"#, #"{"AWS":"123456789012"}"#, #"{"AWS":"123456789012"}"#)
        try principal(#"{"AWS":"\#(root)"}"#, #"{"AWS":"\#(user)"}"#, nil)
        try principal(#""*""#, #"{"AWS":"*"}"#, #""*""#)
        try principal(#""*""#, #"{"AWS":"\#(user)"}"#, nil)
        #expect(try allow(#""Action":"a:x","Principal":"*""#).intersection(try allow(#""Action":"a:x""#)) == nil)
        try expect(
            #""Action":"a:*","NotPrincipal":{"AWS":"x"}"#, #""Action":"a:x","NotPrincipal":{"AWS":"x"}"#,
            #""Action":"a:x","NotPrincipal":{"AWS":"x"}"#)
    }

    @Test func `what denies has nothing in common with anything`() throws {
        let deny = PolicyMeaning.Statement(
            PolicyStatement(effect: .deny, elements: ["Action": "a:x", "Resource": "*"]))
        #expect(deny.intersection(try allow(#""Action":"a:x""#)) == nil)
        #expect(try allow(#""Action":"a:x""#).isCovered(by: allow(#""Action":["a:y","a:*"]"#)))
        #expect(try !allow(#""Action":"a:*""#).isCovered(by: allow(#""Action":"a:x""#)))
    }
}

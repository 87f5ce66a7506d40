import AWS
import Testing

@testable import IAMPolicy

@Suite struct PolicyTextTests {
    @Test(
        arguments: [
            ("", []), ("a/*", [.text("a/*")]), ("a$b{c}", [.text("a$b{c}")]),
            ("${*}${?}${$}", [.text("${*}${?}${$}")]),
            ("a/${aws:username}/b", [.text("a/"), variable("aws:username"), .text("/b")]),
            ("${a}${b}", [variable("a"), variable("b")]),
            ("${aws:PrincipalTag/team color}", [variable("aws:PrincipalTag/team color")]),
            ("${a, 'b c'}", [.variable(key: "a", defaultValue: "b c", whole: "${a, 'b c'}")]),
            ("${a, ''}", [.variable(key: "a", defaultValue: "", whole: "${a, ''}")]),
            ("${a, '*'}", [.variable(key: "a", defaultValue: "*", whole: "${a, '*'}")]),
            // Swift takes the bracket and the accent for one character.
            ("${a}\u{301}", [variable("a"), .text("\u{301}")]),
        ] as [(String, [PolicyText.Part])])
    func `a text is read as texts and variables`(text: String, parts: [PolicyText.Part]) {
        #expect(PolicyText(text).parts == parts)
    }

    private static func variable(_ key: String) -> PolicyText.Part {
        .variable(key: key, defaultValue: nil, whole: "${\(key)}")
    }

    @Test(arguments: [
        "${}", "${ a}", "${a }", "${a,'b'}", "${a, b}", "${a, 'b}", "${a, b'}", "${a, 'b'c'}", "${a, 'b' }",
        "${a'b}", "${a$b}", "${a, '$b'}", "${a${b}", "${,}",
    ])
    func `what AWS doesn't document as a variable is unreadable`(text: String) {
        #expect(PolicyText(text).parts == [.unreadable(text)])
        #expect(PolicyText("x\(text)y").parts == [.text("x"), .unreadable(text), .text("y")])
    }

    @Test(arguments: [
        "${", "${aws:username", "${aws:username/*", "${*", "${aws:username, 'x'", "${a\u{7d}\u{301}${b",
    ])
    func `a variable without its closing brace is unreadable, with all that follows`(text: String) {
        let unclosed = text.hasSuffix("${b") ? "${b" : text
        #expect(PolicyText(text).parts.last == .unreadable(unclosed))
        #expect(PolicyText("x/${s3:prefix}/\(unclosed)").parts.last == .unreadable(unclosed))
    }

    @Test(
        arguments: [
            ("a/*", .text("a/*", isLiteral: true)), ("${*}", .text("${*}", isLiteral: true)),
            ("a/${aws:username}", .text("a/alice", isLiteral: true)),
            ("${AWS:UserName}", .text("alice", isLiteral: true)),
            ("${aws:username, 'bob'}", .text("alice", isLiteral: true)),
            ("${s3:prefix}/${aws:username}", .text("${s3:prefix}/alice", isLiteral: false)),
            ("${aws:SourceIdentity}", .absent), ("a/${aws:SourceIdentity}/${aws:username}", .absent),
            ("${aws:SourceIdentity, 'x$'}", .unknown), ("${aws:SourceIdentity, 'x'}", .text("x", isLiteral: true)),
            ("${aws:SourceIdentity, 'x*'}", .unknown), ("${aws:SourceIdentity, '?'}", .unknown),
            ("${aws:MultiFactorAuthAge}", .unknown), ("${aws:MultiFactorAuthAge, 'x'}", .unknown),
            ("${aws:username }", .unknown),
        ] as [(String, PolicyText.Resolution)])
    func `the user's values take the place of variables`(text: String, resolution: PolicyText.Resolution) throws {
        let facts = PrincipalFacts(try .alice(), with: .session(.present), roleTagKeys: [])
        #expect(PolicyText(text).resolved(for: facts) == resolution)
    }

    @Test(
        arguments: [
            // With nothing in its place, the variable would let its neighbours become another one.
            ("$${aws:SourceIdentity, ''}{aws:PrincipalTag/team}", "${$}{aws:PrincipalTag/team}"),
            ("a/$${aws:SourceIdentity, ''}{s3:prefix}", "a/${$}{s3:prefix}"),
            ("$${aws:SourceIdentity, ''}${aws:TokenIssueTime, ''}{x}", "${$}{x}"),
            ("$${aws:SourceIdentity, ''}{*}", "${$}{*}"), ("$${aws:SourceIdentity, ''}${*}", "${$}${*}"),
            ("$$${aws:SourceIdentity, ''}{x}", "$${$}{x}"), ("${$}${aws:SourceIdentity, ''}{x}", "${$}{x}"),
            ("$${aws:username}{x}", "${$}alice{x}"),
            ("${aws:PrincipalArn}{x}", "arn:aws:iam::123456789012:user/${$}/alice{x}"),
            ("\u{600}$${aws:SourceIdentity, ''}\u{301}{x}", "\u{600}${$}\u{301}{x}"),
        ] as [(String, String)])
    func `what stands before a variable never joins with what stands behind it`(text: String, becomes: String) throws {
        let facts = PrincipalFacts(try .alice(path: "/$/"), with: .accessKey, roleTagKeys: [])
        #expect(PolicyText(text).resolved(for: facts) == .text(becomes, isLiteral: true))
    }

    @Test func `a wildcard in a value matches only itself`() throws {
        let facts = PrincipalFacts(try .alice(path: "/team*/$?/"), with: .accessKey, roleTagKeys: [])
        let arn = "arn:aws:iam::123456789012:user/team${*}/${$}${?}/alice"
        #expect(PolicyText("${aws:PrincipalArn}").resolved(for: facts) == .text(arn, isLiteral: true))
    }
}

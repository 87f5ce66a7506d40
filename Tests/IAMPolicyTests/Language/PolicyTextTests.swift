import AWS
import Testing

@testable import IAMPolicy

@Suite struct PolicyTextTests {
    @Test(
        arguments: [
            ("", []), ("a/*", [.text("a/*")]), ("a${", [.text("a${")]), ("a$b{c}", [.text("a$b{c}")]),
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

    @Test func `a wildcard in a value matches only itself`() throws {
        let facts = PrincipalFacts(try .alice(path: "/team*/$?/"), with: .accessKey, roleTagKeys: [])
        let arn = "arn:aws:iam::123456789012:user/team${*}/${$}${?}/alice"
        #expect(PolicyText("${aws:PrincipalArn}").resolved(for: facts) == .text(arn, isLiteral: true))
    }
}

import IAMPolicy
import Testing

@testable import Baseline

@Suite struct PolicyMeaningOverlapTests {
    @Test(
        arguments: [
            ("s3:*", "s3:GetObject", true), ("s3:Get*", "s3:*Object", true), ("s3:Get*", "s3:Put*", false),
            ("*", "iam:x", true), ("S3:GET?", "s3:Gets", true), ("s3:Get?", "s3:Get", false), ("a*b", "*", true),
            ("a*", "a", true), ("**", "", true), ("?", "*a", true), ("a?c*", "*cd", true), ("ab", "abc", false),
        ])
    func `two patterns may match the same text`(_ a: String, _ b: String, _ may: Bool) {
        #expect(PolicyMeaning.Statement.mayMatchTheSame(a, b) == may)
        #expect(PolicyMeaning.Statement.mayMatchTheSame(b, a) == may)
    }

    private func statement(_ effect: PolicyStatement.Effect, _ elements: [String: PolicyElement])
        -> PolicyMeaning.Statement
    {
        PolicyMeaning.Statement(PolicyStatement(effect: effect, elements: elements))
    }

    @Test func `statements share an action unless that is impossible`() {
        let allow = statement(.allow, ["Action": "s3:Get*", "Resource": "*"])
        #expect(allow.mayShareAction(with: statement(.deny, ["Action": .array(["ec2:*", "s3:*"])])))
        #expect(!allow.mayShareAction(with: statement(.deny, ["Action": "ec2:*"])))
        #expect(allow.mayShareAction(with: statement(.deny, ["NotAction": "s3:GetObject"])))
        #expect(!allow.mayShareAction(with: statement(.deny, ["NotAction": .array(["s3:*", "iam:*"])])))
        #expect(statement(.allow, ["NotAction": "iam:*"]).mayShareAction(with: statement(.deny, ["NotAction": "s3:*"])))
    }

    @Test(
        arguments: [
            ("arn:aws:s3:::secret/*", "arn:aws:s3:::public/*", false), ("arn:aws:s3:::secret/*", "*", true),
            ("arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::public/*", true),
            ("arn:aws:s3:::home-${aws:username}/*", "arn:aws:s3:::public/*", false),
            ("arn:aws:s3:::${aws:username", "arn:aws:s3:::public/*", true),
        ])
    func `statements meet where their resources may be the same`(_ one: String, _ other: String, _ may: Bool) {
        let allow = statement(.allow, ["Action": "s3:Get*", "Resource": .string(one)])
        let deny = statement(.deny, ["Action": "s3:*", "Resource": .array([.string(other)])])
        #expect(allow.mayMeet(deny) == may && deny.mayMeet(allow) == may)
        #expect(allow.mayMeet(statement(.deny, ["Action": "s3:*", "NotResource": .string(one)])))
    }

    @Test func `a wider Deny denies what a narrower one does`() {
        let narrow = statement(.deny, ["Action": "s3:Get*", "Resource": "*"])
        let wide = statement(.deny, ["Action": "s3:*", "Resource": "*"])
        #expect(narrow.isDenied(by: wide) && narrow.isDenied(by: narrow) && !wide.isDenied(by: narrow))
    }
}

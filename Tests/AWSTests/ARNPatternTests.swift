import Testing

@testable import AWS

@Suite struct ARNPatternTests {
    @Test(arguments: [
        ("arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:user/alice", true),
        ("arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:user/Alice", true),
        ("arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:role/alice", false),
        ("arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:user/staff/alice", false),
        ("arn:aws:iam::123456789012:user/*", "arn:aws:iam::123456789012:user/staff/alice", true),
        ("arn:aws:iam::123456789012:user/staff/*", "arn:aws:iam::123456789012:user/alice", false),
        ("arn:aws:iam::123456789012:user/*", "arn:aws:iam::210987654321:user/alice", false),
        ("arn:aws:iam::*:user/*", "arn:aws:iam::210987654321:user/alice", true),
        ("arn:aws:iam::*:user/*", "arn:aws-cn:iam::210987654321:user/alice", false),
        ("arn:*:iam::*:*", "arn:aws-cn:iam::210987654321:user/alice", true),
        ("arn:*:*:*:*:user/alice", "arn:aws:iam::123456789012:user/alice", true),
        ("arn:aws:sts::123456789012:assumed-role/deploy/*", "arn:aws:sts::123456789012:assumed-role/deploy/ci", true),
        (
            "arn:aws:sts::123456789012:assumed-role/deploy/*", "arn:aws:sts::123456789012:assumed-role/deployer/ci",
            false
        ),
        ("arn:aws:sts::123456789012:assumed-role/deploy/ci", "arn:aws:sts::123456789012:assumed-role/deploy/CI", false),
        ("arn:aws:iam:*:user/alice", "arn:aws:iam::123456789012:user/alice", false),
    ])
    func `a pattern is compared part by part`(pattern: String, arn: String, matches: Bool) throws {
        guard let pattern = ARNPattern(pattern) else {
            #expect(!matches)
            return
        }
        #expect(pattern.matches(try #require(ARN(arn))) == matches)
    }

    @Test(arguments: [
        ("arn:*:iam::*:role/*", "arn:aws:iam::123456789012:role/deploy", true),
        ("arn:*:iam::*:role/*", "arn:aws:sts::123456789012:role/deploy", false),
        ("arn:aws:iam::1*:role/a*", "arn:aws:iam::*2:*b", true),
        ("arn:aws:iam::1*:role/a*", "arn:aws:iam::2*:*b", false),
    ])
    func `patterns overlap part by part`(first: String, second: String, overlaps: Bool) throws {
        #expect(try #require(ARNPattern(first)).overlaps(try #require(ARNPattern(second))) == overlaps)
    }

    @Test(arguments: [
        "", "*", "arn:*", "arn:aws:iam::123456789012:", "urn:aws:iam::123456789012:user/alice",
        "arn:aws:iam::1:user/a b",
    ])
    func `what isn't the pattern of an ARN is refused`(text: String) {
        #expect(ARNPattern(text) == nil)
    }
}

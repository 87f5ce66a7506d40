import AWS
import Testing

@Suite struct CheckedTextTests {
    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test func `names have AWS's characters and lengths`() {
        for text in ["a", "alice", "Alice.B+c=d,e@f-g_9", Self.long(64)] {
            #expect(UserName(text)?.rawValue == text)
            #expect(RoleName(text) != nil)
        }
        for text in ["", "a b", "a/b", "a:b", "é", "a\n", "a\0", "a*", "a?", "\\", Self.long(65), "ａ"] {
            #expect(UserName(text) == nil, "\(text)")
            #expect(RoleName(text) == nil, "\(text)")
            if text.utf8.count != 65 {
                #expect(GroupName(text) == nil, "\(text)")
                #expect(PolicyName(text) == nil, "\(text)")
            }
        }
        #expect(GroupName(Self.long(128)) != nil && GroupName(Self.long(129)) == nil)
        #expect(PolicyName(Self.long(128)) != nil && PolicyName(Self.long(129)) == nil)
    }

    @Test func `session names have at least two characters`() {
        #expect(RoleSessionName("a") == nil && RoleSessionName("ab") != nil)
        #expect(RoleSessionName(Self.long(64)) != nil && RoleSessionName(Self.long(65)) == nil)
        #expect(SourceIdentity("a") == nil && SourceIdentity("al@example.com") != nil)
    }

    @Test func `IAM names are the same without regard to case`() throws {
        #expect(try UserName.known("Alice").isSame(as: .known("aLICE")))
        #expect(try !UserName.known("Alice").isSame(as: .known("Alicf")))
        #expect(try !UserName.known("Alice").isSame(as: .known("Alic")))
        // `[` and `{` differ by the bit that tells cases apart.
        #expect(try !UserName.known("a@").isSame(as: .known("a=")))
    }

    @Test(arguments: [
        ("/", true), ("/a/", true), ("/user-role/", true), ("/a/b:c!/", true), ("", false), ("a", false), ("/a", false),
        ("a/", false), ("/a b/", false), ("/é/", false), ("/" + long(510) + "/", true), ("/" + long(511) + "/", false),
    ])
    func `paths begin and end with a slash`(text: String, isPath: Bool) {
        #expect((Path(text) != nil) == isPath)
    }

    @Test(arguments: [
        ("123456789012", true), ("000000000000", true), ("12345678901", false), ("1234567890123", false),
        ("12345678901a", false), ("١٢٣٤٥٦٧٨٩٠١٢", false), ("", false),
    ])
    func `accounts have twelve digits`(text: String, isAccount: Bool) {
        #expect((AccountID(text) != nil) == isAccount)
    }

    @Test(arguments: [
        ("AKIAIOSFODNN7EXAMPLE", true), ("AKIAIOSFODNN7EX", false), (long(128), true), (long(129), false),
        ("AKIAIOSFODNN7EXAMPL/", false), ("AKIAIOSFODNN7EXAM-LE", false),
    ])
    func `access key IDs are word characters`(text: String, isID: Bool) {
        #expect((AccessKeyID(text) != nil) == isID)
    }

    @Test func `an ARN has its parts`() throws {
        let role = try ARN.known("arn:aws-cn:iam::123456789012:role/user-role/user_alice")
        #expect(role.partition == "aws-cn" && role.service == "iam" && role.region.isEmpty)
        #expect(role.accountID?.rawValue == "123456789012")
        #expect(role.resource == "role/user-role/user_alice")
        #expect(role.resourceType == "role" && role.resourceName == "user_alice")
        #expect(try ARN.known("arn:aws:iam::aws:policy/ReadOnlyAccess").accountID == nil)
        #expect(try ARN.known("arn:aws:iam::123456789012:root").resourceName == "root")
        #expect(try ARN.known("arn:aws:logs:us-east-1:123456789012:log-group:a:*").resource == "log-group:a:*")
    }

    @Test(arguments: [
        "", "arn", "arn:aws:iam::123456789012", "arn:aws:iam::123456789012:", "arn::iam::123456789012:x",
        "arn:aws:::123456789012:x", "arn:aws:iam::12345:x", "ARN:aws:iam::123456789012:x",
        "arn:aws:iam::123456789012:a b",
        "arn:aws:iam::123456789012:a\n", " arn:aws:iam::123456789012:x", "arn:aws:iam::123456789012:" + long(2_048),
    ])
    func `refuses what is no ARN`(text: String) {
        #expect(ARN(text) == nil)
    }

    @Test(arguments: [
        ("us-east-1", Partition.aws), ("ap-southeast-7", .aws), ("mx-central-1", .aws), ("il-central-1", .aws),
        ("cn-north-1", .china), ("us-gov-east-1", .govCloud), ("eusc-de-east-1", .europeanSovereignCloud),
    ])
    func `a Region knows its partition`(text: String, partition: Partition) {
        #expect(Region(text)?.partition == partition)
    }

    @Test(arguments: [
        "", "us", "us-east", "us-east-", "us-east-1a", "US-EAST-1", "us_east_1", "us-east-123", "us-iso-east-1",
        "us-isob-east-1", "eu-isoe-west-1", "xx-east-1", "us-gov-east", "eusc-fr-west-1", "us-east-1.evil.example",
        "us-east-1/", "-east-1", "us--1", "us-east-１", "us-gov-1-1",
    ])
    func `refuses what is no Region of a known partition`(text: String) {
        #expect(Region(text) == nil)
    }
}

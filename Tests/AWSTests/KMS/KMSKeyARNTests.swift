import Testing

@testable import AWS

@Suite struct KMSKeyARNTests {
    @Test func `a key has a Region and an account`() throws {
        let key = try #require(KMSKeyARN("arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/mrk-1234abcd"))
        #expect(key.region.rawValue == "us-gov-west-1" && key.account.rawValue == "123456789012")
    }

    @Test(arguments: [
        "", "key/x", "1234abcd-12ab-34cd-56ef-1234567890ab", "arn:aws:kms:us-east-1:123456789012:alias/x",
        "arn:aws:kms:us-east-1:123456789012:key/", "arn:aws:kms:us-east-1:123456789012:key/a/b",
        "arn:aws:kms:us-east-1:123456789012:key/A", "arn:aws:kms:us-east-1:123456789012:keys/a",
        "arn:aws:kms:us-east-1:123456789012:key/a\u{301}", "arn:aws:kms::123456789012:key/a",
        "arn:aws:kms:us-east-1::key/a", "arn:aws:kms:us-east-1:aws:key/a", "arn:aws:kms:mars-1:123456789012:key/a",
        "arn:aws-cn:kms:us-east-1:123456789012:key/a", "arn:aws:sns:us-east-1:123456789012:key/a",
        "arn:aws:kms:evil.example/:123456789012:key/a", " arn:aws:kms:us-east-1:123456789012:key/a",
    ])
    func `nothing else is the ARN of a key`(text: String) {
        #expect(KMSKeyARN(text) == nil)
    }
}

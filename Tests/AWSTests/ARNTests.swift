import AWS
import Testing

struct ARNTests {
    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test func `the parts of an ARN are read`() throws {
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
    func `a text that isn't an ARN is refused`(text: String) {
        #expect(ARN(text) == nil)
    }
}

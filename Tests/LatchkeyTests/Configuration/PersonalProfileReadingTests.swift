import Testing

@testable import latchkey

@Suite struct PersonalProfileReadingTests {
    private static let base =
        "sign-ins:\n  a: {portal: 'https://a.example.com'}\n  b: {issuer: 'https://b.example.com', client-id: x}\n"

    @Test(arguments: [
        ("\(base)profiles:\n  p: {}\n", 5, "“sign-in” is missing"),
        ("\(base)profiles:\n  p: {sign-in: c}\n", 5, "there is no sign-in c"),
        ("\(base)profiles:\n  p: {sign-in: a, role-arn: x}\n", 5, "named by “role”"),
        ("\(base)profiles:\n  p: {sign-in: a, duration: 1h}\n", 5, "a portal decides it"),
        ("\(base)profiles:\n  p: {sign-in: b}\n", 5, "“role-arn” is missing"),
        ("\(base)profiles:\n  p: {sign-in: b, role: x}\n", 5, "write “role-arn” here"),
        (
            "\(base)profiles:\n  p: {sign-in: b, role-arn: 'arn:aws:iam::123456789012:user/x'}\n", 5,
            "should be like arn:aws:iam"
        ),
        (
            "\(base)profiles:\n  p: {sign-in: b, role-arn: 'arn:aws:iam::123456789012:role/x', duration: 13h}\n", 5,
            "15m to 12h"
        ),
        (
            "\(base)profiles:\n  p: {sign-in: b, role-arn: 'arn:aws:iam::123456789012:role/x', region: Europe}\n", 5,
            "us-east-1"
        ),
        ("\(base)profiles:\n  -p: {sign-in: a}\n", 5, "the name of a profile"),
    ])
    func `a fault of a profile is told with its file and line`(text: String, line: Int, reason: String) throws {
        let error = try #require(ConfigurationFaults.error(of: text))
        #expect(error.hasPrefix("\(ConfigurationFaults.path), line \(line): "), "\(error)")
        #expect(error.contains(reason), "\(error)")
    }
}

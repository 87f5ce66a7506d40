import AWS
import Testing

struct AccessKeyIDTests {
    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test(arguments: [
        ("AKIAIOSFODNN7EXAMPLE", true), ("AKIAIOSFODNN7EX", false), (long(128), true), (long(129), false),
        ("AKIAIOSFODNN7EXAMPL/", false), ("AKIAIOSFODNN7EXAM-LE", false),
    ])
    func `an access key ID has 16 to 128 letters and digits`(text: String, isID: Bool) {
        #expect((AccessKeyID(text) != nil) == isID)
    }
}

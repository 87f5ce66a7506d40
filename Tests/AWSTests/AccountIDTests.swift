import AWS
import Testing

struct AccountIDTests {
    @Test(arguments: [
        ("123456789012", true), ("000000000000", true), ("12345678901", false), ("1234567890123", false),
        ("12345678901a", false), ("١٢٣٤٥٦٧٨٩٠١٢", false), ("", false),
    ])
    func `an account number has twelve digits`(text: String, isAccount: Bool) {
        #expect((AccountID(text) != nil) == isAccount)
    }
}

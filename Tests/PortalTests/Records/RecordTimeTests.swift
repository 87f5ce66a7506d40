import FoundationEssentials
import Testing

@testable import Portal

@Suite struct RecordTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_800_000_000.25, "2027-01-15T08:00:00.250Z"),
        (951_782_399.9375, "2000-02-28T23:59:59.937Z"), (0.0078125, "1970-01-01T00:00:00.007Z"),
    ])
    func writes(seconds: Double, text: String) {
        #expect(RecordTime.text(Date(timeIntervalSince1970: seconds)) == text)
    }
}

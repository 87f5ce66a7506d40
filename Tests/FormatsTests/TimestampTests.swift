import FoundationEssentials
import Testing

@testable import Formats

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0.0), ("2015-08-30T12:36:00Z", 1_440_938_160), ("2000-02-29T23:59:59Z", 951_868_799),
        ("1969-12-31T23:59:59Z", -1), ("2026-11-21T02:24:17Z", 1_795_227_857),
        ("0001-01-01T00:00:00Z", -62_135_596_800),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
    func `reads and writes`(text: String, seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(Timestamp.parse(text) == date)
        #expect(Timestamp.format(date) == text)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_800_000_000.25, "2027-01-15T08:00:00.250Z"),
        (951_782_399.9375, "2000-02-28T23:59:59.937Z"), (0.0078125, "1970-01-01T00:00:00.007Z"),
        (-0.25, "1969-12-31T23:59:59.750Z"),
    ])
    func `writes milliseconds`(seconds: Double, text: String) {
        #expect(Timestamp.format(Date(timeIntervalSince1970: seconds), to: .milliseconds) == text)
    }

    @Test(arguments: [
        (-62_135_596_801, "0001-01-01T00:00:00.000Z"), (-1e300, "0001-01-01T00:00:00.000Z"),
        (253_402_300_800, "9999-12-31T23:59:59.999Z"), (.infinity, "9999-12-31T23:59:59.999Z"),
    ])
    func `writes no year that hasn't four digits`(seconds: Double, text: String) {
        #expect(Timestamp.format(Date(timeIntervalSince1970: seconds), to: .milliseconds) == text)
    }

    @Test(arguments: [
        ("2015-08-30T12:36:00.5Z", 1_440_938_160.5), ("2015-08-30T12:36:00.000Z", 1_440_938_160),
        ("2015-08-30T21:36:00+09:00", 1_440_938_160), ("2015-08-30T07:06:00-0530", 1_440_938_160),
        ("2015-08-30t12:36:00z", 1_440_938_160), ("2016-12-31T23:59:60Z", 1_483_228_799),
    ])
    func `reads fractions, offsets and leap seconds`(text: String, seconds: Double) {
        #expect(Timestamp.parse(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2015", "2015-08-30", "2015-08-30T12:36:00", "2015-08-30 12:36:00Z", "2015-02-29T00:00:00Z",
        "2015-13-01T00:00:00Z", "2015-00-01T00:00:00Z", "2015-01-00T00:00:00Z", "2015-01-01T24:00:00Z",
        "2015-01-01T00:60:00Z", "2015-01-01T00:00:61Z", "2015-01-01T00:00:00.Z", "2015-01-01T00:00:00Zx",
        "2015-01-01T00:00:00+25:00", "0000-01-01T00:00:00Z", "２015-01-01T00:00:00Z", "2015-01-01T00:00:00,5Z",
    ])
    func `refuses what is none`(text: String) {
        #expect(Timestamp.parse(text) == nil)
    }

    @Test func `every day of 400 years is where FoundationEssentials has it`() {
        for day in stride(from: -62_000, to: 84_097, by: 1) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400 + 3_723)
            let expected = date.formatted(Date.ISO8601FormatStyle())
            guard Timestamp.format(date) == expected, Timestamp.parse(expected) == date else {
                Issue.record("\(expected) is written \(Timestamp.format(date))")
                return
            }
        }
    }

    @Test func `HTTP dates`() {
        let date = Date(timeIntervalSince1970: 1_795_227_857)
        #expect(HTTPDate.parse("Sat, 21 Nov 2026 02:24:17 GMT") == date)
    }

    @Test(arguments: [
        "", "Sat", "Sat, 21 Nov 2026 02:24:17", "Sat, 21 Nov 2026 02:24:17 CET", "Sat, 31 Nov 2026 02:24:17 GMT",
        "Sat, 21 Nob 2026 02:24:17 GMT", "21 Nov 2026 02:24:17 GMT", "Sat, 21 Nov 2026 02:24:17 GMT ",
        "Saturday, 21-Nov-26 02:24:17 GMT", "Sat Nov 21 02:24:17 2026",
    ])
    func `refuses what is no HTTP date`(text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }
}

import Testing

@testable import latchkey

struct SessionDurationTests {
    @Test(arguments: [
        ("1h", 3_600), ("900s", 900), ("15m", 900), ("1h30m", 5_400), ("2h0m5s", 7_205), ("1h5s", 3_605),
        ("3600", 3_600),
    ])
    func `a duration is hours, minutes and seconds, or seconds alone`(text: String, seconds: Int) {
        #expect(SessionDuration(argument: text)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "h", "0", "0s", "1d", "1h1h", "5m1h", "1h30", "-1h", "+1h", "1.5h", "1 h", "1H", "１h", "9999999s",
        "1h\u{301}",
    ])
    func `anything else is none`(text: String) {
        #expect(SessionDuration(argument: text) == nil)
    }
}

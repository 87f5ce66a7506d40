import Reactor
import Testing

struct DurationMillisecondsTests {
    @Test(arguments: [
        (Duration.zero, 1), (.seconds(-5), 1), (.nanoseconds(1), 1), (.milliseconds(1), 1),
        (.nanoseconds(1_000_001), 2),
        (.milliseconds(1_500), 1_500), (.seconds(3_600), 3_600_000), (.seconds(Int64.max), 1 << 42),
    ])
    func `a duration is rounded up to whole milliseconds, of which there is at least one`(
        duration: Duration, milliseconds: Int
    ) {
        #expect(duration.wholeMilliseconds == milliseconds)
    }
}

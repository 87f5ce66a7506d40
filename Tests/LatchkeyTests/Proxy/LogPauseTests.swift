import Synchronization
import Testing

@testable import latchkey

struct LogPauseTests {
    private final class Written: Sendable {
        let lines = Mutex<[String]>([])

        func write(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    @Test func `lines wait until the last question is answered`() async {
        let written = Written()
        let pause = LogPause { written.write($0) }
        pause.log("a")
        let answer = await pause.asking {
            pause.log("b")
            _ = await pause.asking {
                pause.log("c")
                return nil
            }
            #expect(written.all == ["a"])
            return "yes"
        }
        pause.log("d")
        #expect(answer == "yes" && written.all == ["a", "b", "c", "d"])
    }

    @Test func `only so many lines wait, and it is told how many were lost`() async {
        let written = Written()
        let pause = LogPause { written.write($0) }
        _ = await pause.asking {
            for number in 0..<LogPause.maximumCount + 2 { pause.log("\(number)") }
            return nil
        }
        #expect(written.all.count == LogPause.maximumCount + 1)
        #expect(written.all.last == "2 lines of the log are left out: a question stood too long")
    }
}

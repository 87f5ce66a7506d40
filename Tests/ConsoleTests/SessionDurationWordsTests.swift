import AWS
import Testing

@testable import console

struct SessionDurationWordsTests {
    @Test(arguments: [
        (900, "15 minutes"), (3_600, "1 hour"), (5_400, "90 minutes"), (7_200, "2 hours"), (43_200, "12 hours"),
    ])
    func `a session's length is told as people say it`(seconds: Int, words: String) throws {
        #expect(try #require(SessionDuration(seconds: seconds)).words == words)
    }
}

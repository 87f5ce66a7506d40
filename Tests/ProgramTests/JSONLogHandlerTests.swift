import Formats
import Logging
import Secrets
import Testing
import WebTestSupport

@testable import Program

@Suite struct JSONLogHandlerTests {
    @Test func `one line of JSON, whatever is in it`() {
        let lines = Lines()
        var log = lines.logger
        log[metadataKey: "program"] = "keys"
        log.warning(
            "two\nlines \"quoted\"",
            metadata: [
                "n": .stringConvertible(7), "secret": .stringConvertible(Secret("hunter2")), "list": ["a", ["b": "c"]],
                "time": "mine", "json": .stringConvertible(JSONMetadata(["x": 1])),
            ])
        #expect(
            lines.all == [
                #"{"time":"1970-01-01T00:00:00.000Z","level":"warning","message":"two\nlines \"quoted\"","#
                    + #""json":{"x":1},"list":["a",{"b":"c"}],"n":7,"program":"keys","secret":"‹redacted›","_time":"mine"}"#
            ])
    }
}

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
                "time": "mine",
            ])
        #expect(
            lines.all == [
                #"{"time":"1970-01-01T00:00:00.000Z","level":"warning","message":"two\nlines \"quoted\"","#
                    + #""list":["a",{"b":"c"}],"n":7,"program":"keys","secret":"‹redacted›","_time":"mine"}"#
            ])
    }

    @Test func `a line without metadata is written from its level on`() {
        let lines = Lines()
        var handler = lines.handler
        handler.logLevel = .info
        handler.writeLine(.debug, "no") { _ in }
        handler.writeLine(.info, "yes") { $0.member("n", 1) }
        #expect(lines.all == [#"{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"yes","n":1}"#])
    }

    @Test func `every entry of a program has the program's name, unless it has a member of that name itself`() {
        let lines = Lines()
        let log = lines.handler(program: "keys").logger
        log.info("one")
        log.info("two", metadata: ["program": "other"])
        #expect(
            lines.all == [
                #"{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"one","program":"keys"}"#,
                #"{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"two","program":"other"}"#,
            ])
    }
}

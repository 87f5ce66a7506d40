import Testing

@testable import YAML

@Suite(.timeLimit(.minutes(1))) struct YAMLEventsTests {
    @Test func `events come in the order of the text, with their lines`() throws {
        let events = try #require(YAMLEvents(Array("a:\n  - 'x'\n  - *y\n".utf8)))
        var found: [(YAMLEvents.Kind, Int)] = []
        repeat {
            let event = try events.next()
            found.append((event.kind, event.line))
        } while found.last?.0 != .streamEnd
        let kinds: [YAMLEvents.Kind] = [
            .streamStart, .documentStart, .mapStart, .text("a"), .listStart, .text("x"), .alias, .listEnd, .mapEnd,
            .documentEnd, .streamEnd,
        ]
        #expect(found.map(\.0) == kinds)
        #expect(found.map(\.1).prefix(7) == [1, 1, 1, 1, 2, 2, 3])
    }

    @Test func `anchors and tags are told`() throws {
        let events = try #require(YAMLEvents(Array("[&a x, !!str y, z]".utf8)))
        var decorated: [Bool] = []
        while decorated.count < 6 { decorated.append(try events.next().isDecorated) }
        #expect(decorated == [false, false, false, true, true, false])
    }

    @Test func `a text that isn't UTF-8 is told with the line before the first such byte`() throws {
        let events = try #require(YAMLEvents(Array("a: 1\nb: 2\n# ".utf8) + [0xc3, 0x28]))
        do throws(YAMLError) {
            while try events.next().kind != .streamEnd {}
            Issue.record("it was read")
        } catch {
            #expect(error.line == 3)
        }
    }

    @Test func `an empty text has no document`() throws {
        let events = try #require(YAMLEvents([]))
        #expect(try events.next().kind == .streamStart)
        #expect(try events.next().kind == .streamEnd)
    }
}

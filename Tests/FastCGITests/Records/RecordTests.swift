import Testing

@testable import FastCGI

struct RecordTests {
    @Test func `a header is read from any place`() {
        let bytes: [UInt8] = [9, 9] + Bytes.record(5, id: 0x1234, [UInt8](repeating: 0, count: 300), padding: 4)
        let header = Record.Header(bytes.span, at: 2)
        #expect(header.version == 1 && header.type == 5 && header.requestID == 0x1234)
        #expect(header.contentLength == 300 && header.paddingLength == 4)
    }

    @Test func `a record has its number and its length in two bytes each`() {
        let content = [UInt8](repeating: 7, count: 0x0203)
        #expect(Record.encode(5, 0x0405, content) == [1, 5, 4, 5, 2, 3, 0, 0] + content)
        #expect(Record.encode(5, 1) == [1, 5, 0, 1, 0, 0, 0, 0])
    }

    @Test func `the records that we write are those of the specification`() {
        #expect(Record.beginRequest(7) == Bytes.begin(id: 7))
        #expect(Record.endRequest(7, 3) == Bytes.record(3, id: 7, [0, 0, 0, 0, 3, 0, 0, 0]))
        #expect(Record.unknownType(99) == Bytes.record(11, id: 0, [99, 0, 0, 0, 0, 0, 0, 0]))
    }

    @Test func `the variables that are asked for are told, each once and in one order`() throws {
        var limits = Limits()
        limits.maximumConnections = 20
        limits.maximumConcurrentRequests = 10
        func result(_ names: [String]) throws -> [UInt8] {
            try Record.valuesResult(for: Bytes.pairs(names.map { ($0, "") }).span, limits: limits)
        }
        let all = [("FCGI_MAX_CONNS", "20"), ("FCGI_MAX_REQS", "10"), ("FCGI_MPXS_CONNS", "0")]
        let names = ["FCGI_MPXS_CONNS", "FCGI_MAX_REQS", "FCGI_MAX_CONNS", "FCGI_MAX_REQS"]
        #expect(try result(names) == Bytes.record(10, id: 0, Bytes.pairs(all)))
        #expect(try result(["FCGI_MAX_REQS", "FCGI_MAX", ""]) == Bytes.record(10, id: 0, Bytes.pairs([all[1]])))
        #expect(try result([]) == Bytes.record(10, id: 0, []))
    }

    @Test func `a question that isn't whole has no result`() {
        #expect(throws: NameValuePairs.Malformed.self) {
            try Record.valuesResult(for: [14, 0, 0x46].span, limits: Limits())
        }
    }
}

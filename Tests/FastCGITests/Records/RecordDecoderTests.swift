import Glibc
import Testing

@testable import FastCGI

struct RecordDecoderTests {
    /// A decoder that was given `bytes` at once.
    private func decoder(_ bytes: [UInt8], _ limits: Limits = Limits()) throws -> RecordDecoder {
        var decoder = RecordDecoder(limits: limits)
        _ = try decoder.decode(bytes.span)
        return decoder
    }

    /// What a decoder says before it gives `bytes` up; nil when it doesn't.
    private func violation(_ bytes: [UInt8]) -> RecordDecoder.Violation? {
        do throws(RecordDecoder.Violation) {
            var decoder = RecordDecoder(limits: Limits())
            _ = try decoder.decode(bytes.span)
            return nil
        } catch {
            return error
        }
    }

    // MARK: Requests

    @Test func `a decoder goes from idle through parameters and body to complete`() throws {
        var decoder = RecordDecoder(limits: Limits())
        #expect(decoder.phase == .idle)
        let steps: [([UInt8], RecordDecoder.Phase)] = [
            (Bytes.begin(id: 300), .parameters),
            (Bytes.record(4, id: 300, Bytes.pairs([("A", "b")])), .parameters),
            (Bytes.record(4, id: 300, []), .body),
            (Bytes.record(5, id: 300, [1, 2]), .body),
            (Bytes.record(5, id: 300, []), .complete),
        ]
        for (bytes, phase) in steps {
            #expect(try decoder.decode(bytes.span) == bytes.count)
            #expect(decoder.phase == phase)
        }
        #expect(decoder.requestID == 300)
        #expect(decoder.refusal == nil)
        let request = decoder.takeRequest()
        #expect(request.parameters == [.init(name: "A", value: "b")])
        #expect(request.body == [1, 2])
    }

    @Test(arguments: [false, true]) func `the flag to keep the connection is read`(keeps: Bool) throws {
        #expect(try decoder(Bytes.begin(keep: keeps)).keepsConnection == keeps)
    }

    @Test func `a request is the same in pieces of any size, with and without padding`() throws {
        let body = (0..<100).map { UInt8($0) }
        for padding in [0, 7, 255] {
            let bytes = Bytes.request(
                [("A", "b"), ("LONG", String(repeating: "x", count: 200))], body: body, padding: padding, chunk: 9)
            for size in 1...bytes.count {
                var decoder = RecordDecoder(limits: Limits())
                var pending: [UInt8] = []
                for start in stride(from: 0, to: bytes.count, by: size) {
                    pending += bytes[start..<min(start + size, bytes.count)]
                    pending.removeFirst(try decoder.decode(pending.span))
                }
                #expect(decoder.phase == .complete && pending.isEmpty, "pieces of \(size)")
                let request = decoder.takeRequest()
                #expect(request.parameters.map(\.value) == ["b", String(repeating: "x", count: 200)])
                #expect(request.body == body)
            }
        }
    }

    @Test func `decoding stops after the last record of a request`() throws {
        let bytes = Bytes.request([("N", "1")])
        var decoder = RecordDecoder(limits: Limits())
        #expect(try decoder.decode((bytes + Bytes.request([("N", "2")])).span) == bytes.count)
        #expect(decoder.takeRequest().values(of: "N") == ["1"])
    }

    @Test func `parameters keep their order, duplicates, empty names and NUL`() throws {
        let parameters = [("USER", "admin\0x"), ("USER\0", "admin"), ("USER", "bob"), ("", ""), ("A=B", "C")]
        var decoder = try decoder(Bytes.request(parameters))
        let request = decoder.takeRequest()
        #expect(request.parameters == parameters.map { Request.Parameter(name: $0, value: $1) })
    }

    @Test func `a request can be taken once`() throws {
        var decoder = try decoder(Bytes.request([("A", "b")], body: [1]))
        _ = decoder.takeRequest()
        let second = decoder.takeRequest()
        #expect(second.parameters.isEmpty && second.body.isEmpty)
    }

    @Test func `records of other requests are ignored`() throws {
        let left = Bytes.record(5, id: 9, [1, 2, 3]) + Bytes.record(2, id: 9, [])
        let bytes = left + Bytes.begin() + left + Bytes.parameters() + left + Bytes.body([7]) + left + Bytes.body()
        var decoder = try decoder(bytes)
        #expect(decoder.phase == .complete)
        #expect(decoder.takeRequest().body == [7])
    }

    // MARK: Bounds

    @Test func `parameters up to the limit in bytes are taken, and one byte more is refused`() throws {
        var limits = Limits()
        limits.maximumParameterBytes = 50
        let fitting = Bytes.pairs([("FIRST", "1"), ("SECOND", String(repeating: "v", count: 34))])
        #expect(fitting.count == 50)
        let accepted = try decoder(Bytes.begin() + Bytes.parameters(fitting) + Bytes.parameters(), limits)
        #expect(accepted.phase == .body && accepted.refusal == nil)
        let larger = Bytes.pairs([("FIRST", "1"), ("SECOND", String(repeating: "v", count: 35))])
        for pieces in [[larger], [Array(larger[..<20]), Array(larger[20...])]] {
            var refused = try decoder(Bytes.begin() + pieces.flatMap { Bytes.parameters($0) }, limits)
            #expect(refused.refusal == .badParameters("The request's parameters are more than 50 bytes."))
            #expect(refused.takeRequest().parameters == [.init(name: "FIRST", value: "1")])
        }
    }

    @Test func `parameters up to the limit in number are taken, and one more is refused`() throws {
        let most = Limits().maximumParameters
        let parameters = (0...most).map { ("\($0)", "") }
        var accepted = try decoder(Bytes.request(Array(parameters[..<most])))
        #expect(accepted.refusal == nil)
        #expect(accepted.takeRequest().parameters.count == most)
        var refused = try decoder(Bytes.request(parameters))
        #expect(refused.refusal == .badParameters("The request has more than \(most) parameters."))
        #expect(refused.phase == .parameters)
        let known = refused.takeRequest().parameters
        #expect(known.count == most && known.last?.name == "\(most - 1)")
    }

    /// As objects, the parameters of each would take 689 KB.
    /// Not under a sanitizer, which needs memory of its own for each byte.
    @Test(.enabled(if: unsafe getenv("LATCHKEY_SANITIZER") == nil))
    func `100 unfinished requests of 65,000 bytes hold little more memory than their bytes`() async {
        await #expect(processExitsWith: .success) {
            var limits = Limits()
            limits.maximumParameters = .max
            let pairs = [UInt8](repeating: 0, count: 65_000)
            let bytes = Bytes.begin() + Bytes.parameters(pairs) + Bytes.parameters()
            let before = try residentBytes()
            var decoders: [RecordDecoder] = []
            for _ in 0..<100 {
                var decoder = RecordDecoder(limits: limits)
                _ = try decoder.decode(bytes.span)
                try #require(decoder.phase == .body && decoder.refusal == nil)
                decoders.append(decoder)
            }
            let growth = try residentBytes() - before
            try #require(growth > 6_000_000 && growth < 15_000_000, "\(growth) bytes")
            try #require(decoders.count == 100)
        }
    }

    @Test func `a body up to the limit is taken, and one byte more is refused`() throws {
        var limits = Limits()
        limits.maximumBodyBytes = 10
        let start = Bytes.begin() + Bytes.parameters() + Bytes.body([UInt8](repeating: 1, count: 6))
        var accepted = try decoder(start + Bytes.body([2, 2, 2, 2]) + Bytes.body(), limits)
        #expect(accepted.refusal == nil)
        #expect(accepted.takeRequest().body.count == 10)
        let refused = try decoder(start + Bytes.body([2, 2, 2, 2, 2]) + Bytes.body(), limits)
        #expect(refused.refusal == .bodyTooLarge(limit: 10))
        #expect(refused.phase == .body)
    }

    @Test func `a body that is announced too large is refused before it comes`() throws {
        let pairs = Bytes.pairs([("CONTENT_LENGTH", "65537")])
        let decoder = try decoder(Bytes.begin() + Bytes.parameters(pairs) + Bytes.parameters())
        #expect(decoder.refusal == .bodyTooLarge(limit: 65_536))
    }

    @Test func `a body of another length than announced is refused once it is complete`() throws {
        let start =
            Bytes.begin() + Bytes.parameters(Bytes.pairs([("CONTENT_LENGTH", "3")])) + Bytes.parameters()
        #expect(try decoder(start + Bytes.body([1, 2])).refusal == nil)
        let refusal = Refusal.badBody("The request body is not as long as its Content-Length says.")
        #expect(try decoder(start + Bytes.body([1, 2]) + Bytes.body()).refusal == refusal)
        #expect(try decoder(start + Bytes.body([1, 2, 3]) + Bytes.body()).refusal == nil)
    }

    @Test func `two different lengths are refused`() throws {
        let pairs = Bytes.pairs([("CONTENT_LENGTH", "3"), ("CONTENT_LENGTH", "4")])
        let decoder = try decoder(Bytes.begin() + Bytes.parameters(pairs) + Bytes.parameters())
        #expect(decoder.refusal == .badBody("Content-Length is not a number."))
    }

    // MARK: Replies

    @Test func `a variable that is asked for several times is replied to once`() throws {
        let names = [String](repeating: "FCGI_MPXS_CONNS", count: 1_000) + ["FCGI_OTHER"]
        var decoder = try decoder(Bytes.getValues(names))
        #expect(decoder.takeReplies() == Bytes.record(10, id: 0, Bytes.pairs([("FCGI_MPXS_CONNS", "0")])))
        #expect(decoder.takeReplies().isEmpty)
        #expect(decoder.phase == .idle)
    }

    @Test func `a management record of an unknown type is replied to`() throws {
        var decoder = try decoder(Bytes.record(77, id: 0, [1, 2]))
        #expect(decoder.takeReplies() == Bytes.record(11, id: 0, [77, 0, 0, 0, 0, 0, 0, 0]))
    }

    @Test func `a second request at the same time is turned down`() throws {
        var decoder = try decoder(Bytes.begin(id: 1) + Bytes.begin(id: 2))
        // FCGI_CANT_MPX_CONN
        #expect(decoder.takeReplies() == Bytes.record(3, id: 2, [0, 0, 0, 0, 1, 0, 0, 0]))
        #expect(decoder.requestID == 1)
    }

    @Test func `a sender that asks without end is cut off`() {
        // 16 bytes each: 256 replies are kept, and one more isn't.
        let question = Bytes.record(77, id: 0, [])
        #expect(violation((0..<256).flatMap { _ in question }) == nil)
        #expect(violation((0..<257).flatMap { _ in question })?.reply == [])
    }

    // MARK: Violations

    @Test func `an aborted request is ended`() {
        let bytes = Bytes.begin(id: 5) + Bytes.record(2, id: 5, [])
        #expect(violation(bytes)?.reply == Bytes.record(3, id: 5, [0, 0, 0, 0, 0, 0, 0, 0]))
    }

    @Test(arguments: [0, 2, 3, 255] as [UInt8]) func `a role other than responder is refused`(role: UInt8) {
        // FCGI_UNKNOWN_ROLE
        #expect(violation(Bytes.begin(role: role))?.reply == Bytes.record(3, [0, 0, 0, 0, 3, 0, 0, 0]))
    }

    @Test(
        arguments: [
            // Another version, in a whole record and in the first byte of one.
            Bytes.record(1, [0, 1, 0, 0, 0, 0, 0, 0], version: 2), [2],
            // A begin record of another length.
            Bytes.record(1, [0, 1, 0]),
            // The body before the parameters have ended, and parameters after that.
            Bytes.begin() + Bytes.body(), Bytes.begin() + Bytes.parameters() + Bytes.parameters(),
            // Lengths that lead past the end, in parameters and in a question for variables.
            Bytes.begin() + Bytes.parameters([1]) + Bytes.parameters(),
            Bytes.begin() + Bytes.parameters([1, 1, 0x41]) + Bytes.parameters(),
            Bytes.begin() + Bytes.parameters([0x84, 0, 0, 0, 0]) + Bytes.parameters(),
            Bytes.record(9, id: 0, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]),
        ] as [[UInt8]])
    func `bytes that break the protocol are given up without a reply`(bytes: [UInt8]) {
        #expect(violation(bytes)?.reply == [])
    }
}

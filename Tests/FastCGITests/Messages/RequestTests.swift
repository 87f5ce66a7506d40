import Testing

@testable import FastCGI

struct RequestTests {
    private let parameters: [Request.Parameter] = [
        .init(name: "A", value: "1"), .init(name: "AB", value: ""), .init(name: "A", value: "2"),
        .init(name: "B", value: "ä"),
        .init(name: "", value: "nameless"),
    ]

    @Test func `parameters keep their order and their duplicates, whichever way they came`() {
        let encoded = Bytes.pairs(parameters.map { ($0.name, $0.value) })
        let decoded = Request(encodedParameters: encoded, maximum: 10, body: [])
        for request in [Request(parameters: parameters), decoded] {
            #expect(request.parameters == parameters)
            #expect(request.values(of: "A") == ["1", "2"])
            #expect(request.values(of: "AB") == [""])
            #expect(request.values(of: "a") == [])
            #expect(request.values(of: "") == ["nameless"])
            #expect(request.parameters(beginning: "A") == Array(parameters[..<3]))
            #expect(request.parameters(beginning: "") == parameters)
        }
    }

    @Test func `one value is looked up, and a second one is an error`() throws {
        let request = Request(parameters: parameters)
        #expect(try request.value(of: "B") == "ä")
        #expect(try request.value(of: "AB") == "")
        #expect(try request.value(of: "C") == nil)
        #expect(throws: Request.Repeated.self) { try request.value(of: "A") }
    }

    @Test func `no more are taken than may be, and none that isn't whole`() {
        let encoded = Bytes.pairs([("A", "1"), ("B", "2"), ("C", "3")])
        #expect(Request(encodedParameters: encoded, maximum: 2, body: []).parameters.map(\.name) == ["A", "B"])
        #expect(
            Request(encodedParameters: encoded.dropLast(), maximum: 9, body: []).parameters.map(\.name) == ["A", "B"])
    }

    @Test(arguments: [("HEAD", true), ("GET", false), ("head", false), ("", false)])
    func `HEAD alone has no body in its response`(method: String, isHead: Bool) {
        #expect(Request(parameters: [.init(name: "REQUEST_METHOD", value: method)]).isHead == isHead)
    }
}

import Formats
import Testing

@testable import AWS

struct AttributeValueTests {
    @Test func `values are written and read as DynamoDB's JSON`() throws {
        let shapes: [(AttributeValue, String)] = [
            (.s("é\"\\"), #"{"S":"é\"\\"}"#), (.n("12.50"), #"{"N":"12.50"}"#), (.n(7), #"{"N":"7"}"#),
            (.b([0, 255]), #"{"B":"AP8="}"#), (.bool(false), #"{"BOOL":false}"#), (.null, #"{"NULL":true}"#),
            (.l([.s("a"), .null]), #"{"L":[{"S":"a"},{"NULL":true}]}"#), (.m(["k": .n(1)]), #"{"M":{"k":{"N":"1"}}}"#),
            (.ss(["a"]), #"{"SS":["a"]}"#), (.ns(["1"]), #"{"NS":["1"]}"#), (.bs([[1]]), #"{"BS":["AQ=="]}"#),
        ]
        for (value, text) in shapes {
            var writer = JSONWriter()
            value.write(to: &writer)
            #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
            #expect(try read(text) == value)
        }
    }

    @Test(
        arguments: [
            "{}", #"{"X":"a"}"#, #"{"S":"a","N":"1"}"#, #"{"S":1}"#, #"{"N":1}"#, "\"a\"", #"{"B":"%"}"#,
            #"{"BOOL":"a"}"#,
            #"{"NULL":1}"#, #"{"L":{}}"#, #"{"L":[1]}"#, #"{"M":[]}"#, #"{"SS":[1]}"#, #"{"BS":["%"]}"#,
        ])
    func `what is no value is refused`(text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }

    private func read(_ text: String) throws -> AttributeValue {
        var reader = try JSONReader(Array(text.utf8))
        let value = try AttributeValue(&reader)
        try reader.end()
        return value
    }
}

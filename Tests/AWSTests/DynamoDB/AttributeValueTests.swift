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
            #expect(AttributeValue(try JSONReader.read(Array(text.utf8))) == value)
        }
        for text in ["{}", #"{"X":"a"}"#, #"{"S":"a","N":"1"}"#, #"{"S":1}"#, #"{"N":1}"#, "\"a\"", #"{"B":"%"}"#] {
            #expect(AttributeValue(try JSONReader.read(Array(text.utf8))) == nil, "\(text)")
        }
    }
}

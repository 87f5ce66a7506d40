import Formats
import Testing

@Suite struct JSONValueIndentedTests {
    @Test func `members and elements have lines of their own, two spaces to the right of what they are in`() {
        let value: JSONValue = [
            "a": "x\n", "b": ["c": [1, true], "d": .null], "e": [], "f": JSONValue.object([]),
        ]
        #expect(
            value.indentedText == #"""
                {
                  "a": "x\n",
                  "b": {
                    "c": [
                      1,
                      true
                    ],
                    "d": null
                  },
                  "e": [],
                  "f": {}
                }
                """#)
    }

    @Test func `what is read from it is the same as from one line`() throws {
        let value: JSONValue = ["k\"ey": [["deep": ["er": .decimal("1.5")]], "ü"]]
        #expect(try JSONReader.read(Array(value.indentedText.utf8)) == value)
        #expect(JSONValue.string("a").indentedText == #""a""#)
    }
}

import Formats
import Testing

@Suite struct JSONValueDuplicateMembersTests {
    @Test(arguments: [
        (#"{}"#, false), (#"{"a":1,"b":{"a":1}}"#, false), (#"[{"a":1},{"a":1}]"#, false), (#""a""#, false),
        (#"{"a":1,"a":1}"#, true), (#"{"a":1,"\u0061":1}"#, true), (#"[0,{"x":[{"a":1,"b":2,"a":3}]}]"#, true),
        (#"{"a":1,"A":1}"#, false), (#"{"":1,"":1}"#, true),
    ])
    func `a name that an object has twice is found at any depth`(text: String, expected: Bool) throws {
        #expect(try JSONReader.read(Array(text.utf8)).hasDuplicateMembers == expected)
    }
}

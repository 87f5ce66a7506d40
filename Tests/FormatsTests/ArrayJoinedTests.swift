import Formats
import Testing

struct ArrayJoinedTests {
    @Test(arguments: [[], [""], ["a"], ["a", "b"], ["", "", ""], ["é", "🔑", "x"], ["a, b", "c"]])
    func `texts are joined as the standard library joins them`(texts: [String]) {
        for separator in ["", ",", " and ", "é"] {
            #expect(texts.joined(separator: separator) == texts[...].joined(separator: separator))
        }
    }
}

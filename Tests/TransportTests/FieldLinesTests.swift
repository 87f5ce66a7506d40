import HTTPTypes
import Testing

@testable import Transport

struct FieldLinesTests {
    private func lines(_ pairs: KeyValuePairs<String, String>) -> FieldLines {
        var lines = FieldLines()
        for (name, value) in pairs { lines.append(name, value) }
        return lines
    }

    @Test func `fields are lines, in their order`() {
        let lines = lines(["Host": "example.com", "X-Amz-Date": "20261121T022417Z", "empty": ""])
        #expect(
            String(decoding: lines.bytes, as: UTF8.self) == "Host: example.com\nX-Amz-Date: 20261121T022417Z\nempty: \n"
        )
        #expect(lines.count == 3)
    }

    @Test func `a name finds its value in any case, and several values with commas between them`() {
        let lines = lines(["DATE": "Sat, 21 Nov 2026 02:24:17 GMT", "Dates": "b", "via": "1", "Via": "2"])
        #expect(lines[.date] == "Sat, 21 Nov 2026 02:24:17 GMT")
        #expect(lines[.via] == "1, 2")
        #expect(lines[.accept] == nil)
        #expect(FieldLines()[.date] == nil)
    }

    /// HTTPTypes says what a value may have; its fields are the measure.
    @Test(arguments: [
        "", "plain", "a b", " a", "a\t", "a\tb", "a\r\nX: y", "a\nb", "a\0b", "a\u{7f}b", "é", "\u{1}", "  ",
        "a: b;c=\"d\"",
    ])
    func `a value has nothing that could end a line`(value: String) {
        let lines = lines(["name": value, "next": "n"])
        let expected = HTTPField(name: .contentType, value: value).value
        #expect(lines.httpFields.map(\.value) == [expected, "n"])
        #expect(String(decoding: lines.bytes, as: UTF8.self) == "name: \(expected)\nnext: n\n")
    }

    @Test(arguments: ["", "a b", "a:", "a\n", "é", "a\0", "(a)"])
    func `what is no name is no field`(name: String) {
        var lines = FieldLines()
        let isAdded = lines.append(name.utf8.span, "value".utf8.span)
        #expect(!isAdded && lines.bytes.isEmpty && lines.count == 0)
        #expect(HTTPField.Name(name) == nil)
    }

    @Test func `names are those of HTTPTypes`() {
        for byte in UInt8.min...UInt8.max {
            var lines = FieldLines()
            let bytes = [byte]
            let isAdded = lines.append(bytes.span, "".utf8.span)
            let name = String(validating: bytes, as: UTF8.self).flatMap { HTTPField.Name($0) }
            #expect(isAdded == (name != nil), "\(byte)")
        }
    }

    @Test func `fields of HTTPTypes stay what they are`() {
        let fields: HTTPFields = [.accept: "text/html", .contentType: "", .cookie: "a=b"]
        #expect(FieldLines(fields).httpFields == fields)
    }
}

import Secrets
import Settings
import Testing

@Suite struct SettingsReaderTests {
    private struct NoFile: Error {}

    private static let size = Setting(
        "LATCHKEY_SIZE", "size of it", form: "a number from 1 to 9", absent: .meaning("any size"))
    private static let colour = Setting("LATCHKEY_COLOUR", "colour of it", form: "a colour", absent: .value("grey"))
    private static let owner = Setting("LATCHKEY_OWNER", "owner of it", form: "a name", absent: .refused)
    private static let secret = Setting(
        "LATCHKEY_KEY", "key to it", form: "at least 8 bytes", absent: .refused, source: .variableOrFile)
    private static let page = Setting(
        "LATCHKEY_PAGE_FILE", "page about it", form: "the path of a readable file", absent: .meaning("no page"))

    private func reader(_ values: [String: String], files: [String: String] = [:]) -> SettingsReader {
        SettingsReader(values: values) { path in
            guard let text = files[path] else { throw NoFile() }
            return text
        }
    }

    @Test(arguments: [(nil, nil), ("", nil), ("4", 4)] as [(String?, Int?)])
    func `an optional setting may be absent or empty`(value: String?, expected: Int?) {
        var reader = reader(value.map { ["LATCHKEY_SIZE": $0] } ?? [:])
        #expect(reader.optional(Self.size, SettingForm.integer(1...9)) == expected)
        #expect(reader.problems.isEmpty)
    }

    @Test func `a bad value is reported with the setting's name and form`() {
        var reader = reader(["LATCHKEY_SIZE": "ten\nand more"])
        #expect(reader.optional(Self.size, SettingForm.integer(1...9)) == nil)
        #expect(reader.problems == ["LATCHKEY_SIZE is “ten�and more”: it should be a number from 1 to 9"])
    }

    @Test func `a long value is cut in the report`() {
        var reader = reader(["LATCHKEY_SIZE": String(repeating: "9", count: 80)])
        _ = reader.optional(Self.size, SettingForm.integer(1...9))
        #expect(reader.problems.first?.contains(String(repeating: "9", count: 60) + "…”") == true)
    }

    @Test func `a required setting has its declared default, or is reported as missing`() {
        var reader = reader([:])
        #expect(reader.required(Self.colour) { $0 } == "grey")
        #expect(reader.problems.isEmpty)
        #expect(reader.required(Self.owner) { $0 } == nil)
        #expect(reader.problems == ["LATCHKEY_OWNER is missing: it should be a name (owner of it)"])
    }

    @Test func `a secret comes from a file, without the line feed that editors end it with`() {
        var reader = reader(["LATCHKEY_KEY_FILE": "/key"], files: ["/key": "long enough\n"])
        #expect(reader.required(Self.secret, SettingForm.secret(atLeast: 8))?.reveal() == "long enough")
        #expect(reader.problems.isEmpty)
    }

    @Test func `a secret in a variable and in a file is refused`() {
        var reader = reader(
            ["LATCHKEY_KEY": "long enough", "LATCHKEY_KEY_FILE": "/key"], files: ["/key": "long enough"])
        #expect(reader.required(Self.secret, SettingForm.secret(atLeast: 8)) == nil)
        #expect(reader.problems == ["LATCHKEY_KEY and LATCHKEY_KEY_FILE are both set: keep one of them"])
    }

    @Test func `a bad secret is reported without its text`() {
        var reader = reader(["LATCHKEY_KEY": "hush"])
        #expect(reader.required(Self.secret, SettingForm.secret(atLeast: 8)) == nil)
        #expect(reader.problems == ["LATCHKEY_KEY can't be used: it should be at least 8 bytes"])
    }

    @Test func `a value that may hold a password is reported without its text`() {
        var reader = reader(["LATCHKEY_SIZE": "http://ann:hush@proxy.example"])
        _ = reader.optional(Self.size, SettingForm.integer(1...9))
        #expect(reader.problems == ["LATCHKEY_SIZE can't be used: it should be a number from 1 to 9"])
    }

    @Test func `the contents of a file that a setting names are read as they are`() {
        var reader = reader(["LATCHKEY_PAGE_FILE": "/page"], files: ["/page": "<p>x</p>\n"])
        #expect(reader.contents(Self.page) == "<p>x</p>\n")
    }

    @Test func `a file that can't be read is reported`() {
        var reader = reader(["LATCHKEY_PAGE_FILE": "/none"])
        #expect(reader.contents(Self.page) == nil)
        #expect(
            reader.problems == ["LATCHKEY_PAGE_FILE names “/none”, which can't be read as a UTF-8 text"])
    }

    @Test func `the first of several variables that isn't empty counts`() {
        let reader = reader(["LATCHKEY_REGION": "", "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-2"])
        let names = ["LATCHKEY_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"]
        #expect(reader.firstOf(names, or: "us-east-1") == ("AWS_REGION", "eu-west-1"))
        #expect(reader.firstOf(["LATCHKEY_REGION"], or: "us-east-1") == ("LATCHKEY_REGION", "us-east-1"))
    }

    @Test func `variables are chosen by how their names begin`() {
        let reader = reader(["AWS_PROFILE": "dev", "AWS_": "", "HOME": "/", "XAWS_A": "1"])
        #expect(reader.variables(beginning: "AWS_") == ["AWS_PROFILE": "dev", "AWS_": ""])
        #expect(reader.isPresent("AWS_PROFILE"))
        #expect(!reader.isPresent("AWS_"))
        #expect(!reader.isPresent("NONE"))
    }
}

import FoundationEssentials
import Testing

@testable import Settings

/// The page of settings has the table that the programs read by.
@Suite struct ReadmeTests {
    @Test func `scripts/settings.md has every setting in its table`() throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let page = try String(contentsOfFile: "/\(root)/scripts/settings.md", encoding: .utf8)
        let parts = page.split(separator: "<!-- settings -->\n")
        let found = try #require(parts.last?.split(separator: "\n<!-- end -->").first)
        let rows = Settings.table.map { setting -> String in
            let absence =
                switch setting.absence {
                case .refused: "required"
                case .value(let value): "`\(value)`"
                case .meaning(let meaning): meaning
                }
            let file = setting.source == .variableOrFile ? ", or the file that `\(setting.name)_FILE` names" : ""
            return "| `\(setting.name)` | \(setting.meaning) | \(setting.form)\(file) | \(absence) |"
        }
        let table = (["| name | what it is for | a value is | if absent |", "|---|---|---|---|"] + rows)
            .joined(separator: "\n")
        #expect(String(found) == table, "the table should be:\n\(table)")
    }

    @Test func `every setting is named once, in full`() {
        let names = Settings.table.map(\.name)
        #expect(names.count == Set(names).count)
        #expect(names.allSatisfy { $0.hasPrefix("LATCHKEY_") })
    }
}

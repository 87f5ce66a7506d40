import AWS
import ConsoleSessions
import FoundationEssentials
import Machines
import Pages
import Preflight
import Program
import RoleMirror
import Settings
import SignOn
import Testing
import Tokens
import Web

@testable import broker
@testable import console
@testable import iam_auth
@testable import keys
@testable import mfa
@testable import oauth

@Suite struct SettingNamesTests {
    /// All settings of all programs, in the order in which people read about them.
    private static let table: [Setting] = {
        let groups: [any SettingsGroup.Type] = [
            ServerSettings.self, AuditSettings.self, IdentitySettings.self, ServedUsers.self, SecretSettings.self,
            FormerSecretSettings.self,
            PageSettings.self,
            ConsolePageSettings.self, KeyPageSettings.self, AWSSettings.self, RoleSettings.self, ConsoleSettings.self,
            IAMAuthSettings.self, TokensTableSettings.self, BrokerSettings.self, MachineSettings.self,
            OAuthSettings.self, MFASettings.self, MFADeviceSettings.self,
        ]
        return [Settings.file] + groups.flatMap { $0.table }
    }()

    @Test func `the list for the spelling check names the settings of all groups, and nothing else`() {
        let names = Self.table.flatMap { setting in
            setting.source == .variableOrFile ? [setting.name, setting.name + "_FILE"] : [setting.name]
        }
        #expect(Set(names) == SettingNames.all)
    }

    @Test func `scripts/settings.md has every setting in its table`() throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let page = try String(contentsOfFile: "/\(root)/scripts/settings.md", encoding: .utf8)
        let parts = page.split(separator: "<!-- settings -->\n")
        let found = try #require(parts.last?.split(separator: "\n<!-- end -->").first)
        let rows = Self.table.map { setting -> String in
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
        let names = Self.table.map(\.name)
        #expect(names.count == Set(names).count)
        #expect(names.allSatisfy { $0.hasPrefix("LATCHKEY_") })
    }
}

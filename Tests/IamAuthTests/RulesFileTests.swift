import AccessRules
import FoundationEssentials
import Settings
import Synchronization
import TestSupport
import Testing
import WebTestSupport

@testable import iam_auth

@Suite struct RulesFileTests {
    private final class File: Sendable {
        let text = Mutex<String?>("rules:\n  - allow: all\n")
        func read(_ path: String) -> [UInt8]? { text.withLock { $0.map { Array($0.utf8) } } }
        func write(_ new: String?) { text.withLock { $0 = new } }
    }

    @Test func `a changed file counts`() throws {
        let (file, lines) = (File(), Lines())
        let rules = try RulesFile("/rules.yaml") { file.read($0) }
        rules.reload(log: lines.logger)
        #expect(lines.all.isEmpty)
        file.write("rules:\n  - allow: none\n  - allow: all\n")
        rules.reload(log: lines.logger)
        #expect(rules.rules.rules.count == 2 && lines.all.count == 1)
    }

    @Test func `a file that can't be read any more leaves the rules from before, and is told so once`() throws {
        for former in ["rules:\n  - allow: all\n", ""] {
            let (file, lines) = (File(), Lines())
            let rules = try RulesFile("/rules.yaml") { file.read($0) }
            let before = rules.rules
            file.write(former)
            rules.reload(log: lines.logger)
            let told = lines.all.count
            file.write(nil)
            for _ in 0..<3 { rules.reload(log: lines.logger) }
            #expect(rules.rules == before)
            #expect(lines.all.count == told + 1)
            #expect(lines.all.last?.contains("can't be read") == true)
            file.write("rules:\n  - allow: none\n")
            rules.reload(log: lines.logger)
            #expect(rules.rules != before)
        }
    }

    @Test(arguments: ["", "rules: []\n", "rules:\n  - allow: everybody\n"])
    func `a new file with a fault leaves the rules from before, and is told once`(text: String) throws {
        let (file, lines) = (File(), Lines())
        let rules = try RulesFile("/rules.yaml") { file.read($0) }
        let before = rules.rules
        file.write(text)
        for _ in 0..<3 { rules.reload(log: lines.logger) }
        #expect(rules.rules == before)
        #expect(lines.all.count == 1 && lines.all[0].contains("line 1") || lines.all[0].contains("line 2"))
        file.write("rules:\n  - allow: all\n  - allow: none\n")
        rules.reload(log: lines.logger)
        #expect(rules.rules != before)
    }

    @Test func `a fault at the start is told with the file and the line`() throws {
        #expect(throws: SettingsError(problems: ["LATCHKEY_IAM_AUTH_RULES_FILE names “/r.yaml”: line 1: it is empty"]))
        {
            try RulesFile("/r.yaml") { _ in [] }
        }
        #expect(throws: SettingsError(problems: ["LATCHKEY_IAM_AUTH_RULES_FILE names “/r.yaml”, which can't be read"]))
        {
            try RulesFile("/r.yaml") { _ in nil }
        }
    }

    @Test func `a file that can't be read has no bytes`() throws {
        #expect(RulesFile.contents("/nonexistent/rules.yaml") == nil)
        #expect(RulesFile.contents("/proc/self") == nil)
        let folder = try TemporaryFolder()
        let path = folder.path + "/rules.yaml"
        try "rules".write(toFile: path, atomically: false, encoding: .utf8)
        #expect(RulesFile.contents(path) == Array("rules".utf8))
    }
}

import FoundationEssentials
import RoleCleanup
import Testing

@testable import clean_roles

@Suite struct MetricsFileTests {
    private static let summary = CleanupSummary(
        mode: .remove, counts: CleanupCounts(expired: 3, removed: 2, failed: 1), throttledTries: 4,
        duration: .milliseconds(1_234))

    /// A folder of its own, which ends with `body`.
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func lines(_ path: String) throws -> Set<Substring> {
        Set(try String(contentsOf: URL(filePath: path), encoding: .utf8).split(separator: "\n"))
    }

    @Test func `the file tells of the run and can be read by everybody`() throws {
        try inFolder { folder in
            let file = MetricsFile(path: "\(folder)/latchkey.prom")
            try file.check()
            #expect(!FileManager.default.fileExists(atPath: file.path))
            try file.write(Self.summary, exitStatus: 0, end: Date(timeIntervalSince1970: 1_700_000_000.5))
            let lines = try lines(file.path)
            for line in [
                "latchkey_clean_roles_expired 3", "latchkey_clean_roles_removed 2", "latchkey_clean_roles_failed 1",
                "latchkey_clean_roles_throttled_tries 4", "latchkey_clean_roles_duration_seconds 1.234",
                "latchkey_clean_roles_exit_status 0", "# TYPE latchkey_clean_roles_removed gauge",
                "latchkey_clean_roles_last_run_timestamp_seconds 1700000000.500",
                "latchkey_clean_roles_last_success_timestamp_seconds 1700000000.500",
            ] {
                #expect(lines.contains(Substring(line)), "\(line)")
            }
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(attributes[.posixPermissions] as? Int == 0o644)
        }
    }

    @Test func `a run that fails keeps the time of the last success`() throws {
        try inFolder { folder in
            let file = MetricsFile(path: "\(folder)/latchkey.prom")
            try file.write(Self.summary, exitStatus: 0, end: Date(timeIntervalSince1970: 1_000))
            try file.write(Self.summary, exitStatus: 1, end: Date(timeIntervalSince1970: 2_000))
            let lines = try lines(file.path)
            #expect(lines.contains("latchkey_clean_roles_last_success_timestamp_seconds 1000.000"))
            #expect(lines.contains("latchkey_clean_roles_last_run_timestamp_seconds 2000.000"))
        }
    }

    @Test func `a former file that nobody here wrote gives no time of a success`() throws {
        try inFolder { folder in
            let file = MetricsFile(path: "\(folder)/latchkey.prom")
            for value in ["never", "-1", "1e30", "nan"] {
                let text = "latchkey_clean_roles_last_success_timestamp_seconds \(value)\n"
                try Data(text.utf8).write(to: URL(filePath: file.path))
                try file.write(Self.summary, exitStatus: 69, end: Date(timeIntervalSince1970: 2_000))
                #expect(try !lines(file.path).contains { $0.contains("last_success") }, "\(value)")
            }
        }
    }

    @Test func `a file in a missing folder, or that is a folder, is refused with a clear word`() throws {
        try inFolder { folder in
            for (path, reason) in [
                ("\(folder)/missing/x.prom", "there is no folder \(folder)/missing"), (folder, "it is a folder"),
            ] {
                let error = #expect(throws: MetricsFileError.self) { try MetricsFile(path: path).check() }
                #expect(error?.description == "--metrics-file \(path) can't be written: \(reason)")
            }
        }
    }

    @Test func `a file named without a folder is one of the working directory`() throws {
        try MetricsFile(path: "latchkey-\(UUID().uuidString).prom").check()
        #expect(throws: MetricsFileError.self) { try MetricsFile(path: "missing-\(UUID().uuidString)/x.prom").check() }
    }

    @Test func `a file that can be written no more is told in words of the system`() throws {
        try inFolder { folder in
            let path = "\(folder)/gone/x.prom"
            let error = #expect(throws: MetricsFileError.self) {
                try MetricsFile(path: path).write(Self.summary, exitStatus: 0, end: .now)
            }
            #expect(error?.description == "--metrics-file \(path) can't be written: No such file or directory")
        }
    }
}

import Concurrency
import Formats
import FoundationEssentials
import Glibc
import Problems
import Testing

@testable import Program

@Suite(.timeLimit(.minutes(1))) struct AuditLogTests {
    private let record = AuditRecord(
        id: "abc", caller: "ann", action: "create-access-key", subject: "AKIA\n1", result: "intended",
        facts: [.init("user", "Ann")])
    private let line =
        #"{"record":"audit","time":"1970-01-01T00:00:00.000Z","id":"abc","caller":"ann","action":"create-access-key","#
        + #""subject":"AKIA\n1","result":"intended","facts":{"user":"Ann"}}"# + "\n"

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/latchkey-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    private func log(_ path: String) -> AuditLog {
        AuditLog(path: path, timekeeper: Timekeeper(now: { Date(timeIntervalSince1970: 0) }))
    }

    @Test func `records are appended, for the owner and the group alone`() async throws {
        try await withFolder { folder in
            let path = folder + "/audit.log"
            try await log(path).write(record)
            try await log(path).write(record)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == line + line)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect((mode ?? 0o777) & 0o137 == 0)
        }
    }

    @Test func `records written at once are all kept, each on a line`() async throws {
        try await withFolder { folder in
            let log = log(folder + "/audit.log")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<500 { group.addTask { try await log.write(record) } }
                try await group.waitForAll()
            }
            let kept = try String(contentsOfFile: folder + "/audit.log", encoding: .utf8)
            #expect(kept == String(repeating: line, count: 500))
        }
    }

    @Test(arguments: ["/missing/audit.log", "", "/link", "/pipe"])
    func `what can't be written throws, and nothing leaves`(suffix: String) async throws {
        try await withFolder { folder in
            #expect(unsafe mkfifo(folder + "/pipe", 0o600) == 0)
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/x")
            await #expect(throws: AuditError.self) { try await log(folder + suffix).write(record) }
        }
    }

    @Test func `a full disk throws`() async {
        let error = await #expect(throws: AuditError.self) { try await log("/dev/full").write(record) }
        #expect(error?.problem.kind == "audit-unavailable")
        #expect(error?.problem.detail.contains("No credential has left") == true)
    }
}

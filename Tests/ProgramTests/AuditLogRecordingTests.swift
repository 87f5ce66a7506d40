import FoundationEssentials
import HTTPTypes
import Problems
import Synchronization
import Testing

@testable import Program

@Suite(.timeLimit(.minutes(1))) struct AuditLogRecordingTests {
    private struct Refused: ProblemConvertible {
        var problem: Problem { Problem("refused", status: .conflict, title: "Refused", detail: "Refused.") }
    }

    private let record = AuditRecord(id: "abc", caller: "ann", action: "delete-access-key", subject: "AKIA1")

    /// Runs `body` with a log in a new folder, and returns subject and result of each record.
    private func records(during body: (AuditLog, String) async throws -> Void) async throws -> [[String]] {
        let folder = FileManager.default.temporaryDirectory.path + "/latchkey-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/audit.log"
        try await body(AuditLog(path: path), path)
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").map { line in
            ["subject", "result"].map { name in
                String(line.split(separator: "\"\(name)\":\"").last?.prefix { $0 != "\"" } ?? "")
            }
        }
    }

    @Test func `a change stands between the record that it is intended and the record that it is done`() async throws {
        let records = try await records { log, path in
            let value = try await log.recording(record) { () throws(Refused) in
                #expect((try? String(contentsOfFile: path, encoding: .utf8))?.contains("intended") == true)
                return 7
            }
            #expect(value == 7)
        }
        #expect(records == [["AKIA1", "intended"], ["AKIA1", "done"]])
    }

    @Test func `the second record names what the change was done to, if only the change tells`() async throws {
        let records = try await records { log, _ in
            _ = try await log.recording(record, subject: { "AKIA\($0)" }) { () throws(Refused) in 2 }
        }
        #expect(records == [["AKIA1", "intended"], ["AKIA2", "done"]])
    }

    @Test func `the second record of a change that fails says which problem it was`() async throws {
        let records = try await records { log, _ in
            await #expect(throws: Refused.self) {
                try await log.recording(record) { () throws(Refused) in throw Refused() }
            }
        }
        #expect(records == [["AKIA1", "intended"], ["AKIA1", "refused"]])
    }

    @Test func `what is asked for is given once its intention is on the disk, and its failure is recorded`()
        async throws
    {
        let records = try await records { log, path in
            let value = try await log.recordingIntention(record) { 7 }
            #expect(value == 7)
            #expect((try? String(contentsOfFile: path, encoding: .utf8))?.contains("intended") == true)
            await #expect(throws: Refused.self) { try await log.recordingIntention(record) { throw Refused() } }
        }
        #expect(records.map { $0[1] }.sorted() == ["intended", "intended", "refused"] && records.last?[1] == "refused")
        await #expect(throws: AuditError.self) {
            try await AuditLog(path: "/dev/full", fallback: { _ in }).recordingIntention(record) { 7 }
        }
    }

    @Test func `nothing is changed when the first record can't be written`() async throws {
        await #expect(throws: AuditError.self) {
            try await AuditLog(path: "/dev/full").recording(record) { () throws(Refused) in
                Issue.record("the change was made")
            }
        }
    }

    /// The results in the lines that go to standard error when the file can't be written.
    private func fallback(during body: (AuditLog) async throws -> Void) async rethrows -> [String] {
        let lines = Mutex<[String]>([])
        try await body(AuditLog(path: "/dev/full") { line in lines.withLock { $0.append(line) } })
        return lines.withLock { $0 }.map { line in
            #expect(line.hasSuffix(#","not_written":"/dev/full: No space left on device"}"#))
            return String(line.split(separator: #""result":""#).last?.prefix { $0 != "\"" } ?? "")
        }
    }

    @Test func `a withdrawal is recorded like any other change`() async throws {
        let records = try await records { log, _ in
            let value = try await log.recordingWithdrawal(record) { () throws(Refused) in 7 }
            #expect(value == 7)
            await #expect(throws: Refused.self) {
                try await log.recordingWithdrawal(record) { () throws(Refused) in throw Refused() }
            }
        }
        #expect(records.map(\.last) == ["intended", "done", "intended", "refused"])
    }

    @Test func `a withdrawal goes on when its records can't be written, and they go to standard error`() async throws {
        let done = try await fallback { log in
            let value = try await log.recordingWithdrawal(record) { () throws(Refused) in 7 }
            #expect(value == 7)
        }
        #expect(done.sorted() == ["done", "intended"])
        let failed = await fallback { log in
            await #expect(throws: Refused.self) {
                try await log.recordingWithdrawal(record) { () throws(Refused) in throw Refused() }
            }
        }
        #expect(failed.sorted() == ["intended", "refused"])
    }

    @Test func `a change whose second record can't be written stands, unless the caller undoes it`() async throws {
        _ = try await records { log, path in
            func change() throws(Refused) {
                try? FileManager.default.removeItem(atPath: path)
                try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            }
            try await log.recording(record) { () throws(Refused) in try change() }
            try FileManager.default.removeItem(atPath: path)
            await #expect(throws: Refused.self) {
                try await log.recording(record) { () throws(Refused) in
                    try change()
                } ifIncomplete: { _, _ in
                    throw Refused()
                }
            }
        }
    }
}

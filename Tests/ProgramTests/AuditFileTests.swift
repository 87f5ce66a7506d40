import FoundationEssentials
import Glibc
import SystemPackage
import Testing

@testable import Program

@Suite(.timeLimit(.minutes(1))) struct AuditFileTests {
    private let line = #"{"record":"audit","result":"done"}"# + "\n"
    private let cutOff = #"{"record":"au"#

    /// Runs `body` with the path of a file in a new folder, which ends within a line if `beginning` does.
    private func withFile(_ beginning: String? = nil, _ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/latchkey-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        if let beginning { try write(beginning, to: folder + "/audit.log") }
        try await body(folder + "/audit.log")
    }

    private func write(_ text: String, to path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

    private func append(_ line: String, to file: AuditFile, outliving durability: AuditDurability = .machine)
        async throws
    {
        try await file.append(Array(line.utf8), outliving: durability).value.get()
    }

    private func text(of path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    /// `keys` and `console` share a file: what a full disk cut off may be another process's.
    @Test func `a record begins a line of its own after what another process left`() async throws {
        try await withFile(cutOff) { path in
            for _ in 0..<2 { try await append(line, to: AuditFile(path: path)) }
            #expect(try text(of: path) == cutOff + "\n" + line + line)
        }
    }

    @Test func `records that outlive the machine and such that outlive the process stand in order`() async throws {
        try await withFile { path in
            let file = AuditFile(path: path)
            var expected = ""
            for number in 0..<6 {
                let line = "{\"record\":\(number)}\n"
                try await append(line, to: file, outliving: number % 2 == 0 ? .process : .machine)
                expected += line
                #expect(try text(of: path) == expected)
            }
        }
    }

    /// As by an operator's command, where the other programs run as somebody else.
    @Test(.enabled(if: geteuid() == 0))
    func `a file that root makes is its folder's owner's, and another one stays as it is`()
        async throws
    {
        func owner(of path: String) throws -> [UInt] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            return [.ownerAccountID, .groupOwnerAccountID].compactMap { attributes[$0] as? UInt }
        }
        try await withFile { path in
            try write(line, to: path + ".old")
            let folder = FilePath(path).removingLastComponent().string
            try #require(unsafe chown(folder, 65_534, 65_533) == 0)
            for name in [path, path + ".old"] { try await append(line, to: AuditFile(path: name)) }
            #expect(try owner(of: path) == [65_534, 65_533])
            #expect(try owner(of: path + ".old") == [0, 0])
        }
    }

    /// The end of what a full disk cut off and the next record on one line would both be lost.
    @Test func `a record begins a line of its own after what this process left`() async throws {
        try await withFile { path in
            let file = AuditFile(path: path + "/later")
            await #expect(throws: AuditError.self) { try await append(line, to: file) }
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            try write(cutOff, to: path + "/later")
            for _ in 0..<2 { try await append(line, to: file) }
            #expect(try text(of: path + "/later") == cutOff + "\n" + line + line)
        }
    }

    /// It isn't looked at again after each write of one's own.
    @Test func `a record begins a line of its own after what another process left between two of this one's`()
        async throws
    {
        try await withFile { path in
            let file = AuditFile(path: path)
            for _ in 0..<2 { try await append(line, to: file) }
            try write(line + line + cutOff, to: path)
            try await append(line, to: file)
            #expect(try text(of: path) == line + line + cutOff + "\n" + line)
        }
    }

    @Test func `a failure that left nothing in the file leaves no empty line`() async throws {
        try await withFile { path in
            let file = AuditFile(path: path + "/later")
            await #expect(throws: AuditError.self) { try await append(line, to: file) }
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            try await append(line, to: file)
            #expect(try text(of: path + "/later") == line)
        }
    }

    @Test func `several writers of one file leave no empty line`() async throws {
        try await withFile { path in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for file in [AuditFile(path: path), AuditFile(path: path)] {
                    for _ in 0..<500 { group.addTask { try await append(line, to: file) } }
                }
                try await group.waitForAll()
            }
            #expect(try text(of: path) == String(repeating: line, count: 1_000))
        }
    }
}

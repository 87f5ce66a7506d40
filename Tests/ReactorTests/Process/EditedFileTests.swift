import FoundationEssentials
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(1)))
struct EditedFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ name: String) -> EditedFile {
        EditedFile(FilePath("\(folder.path)/\(name)"), maximumBytes: 1_024)
    }

    private func status(_ name: String) -> stat {
        var status = stat()
        _ = unsafe lstat("\(folder.path)/\(name)", &status)
        return status
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
    }

    @Test func `a new file and its folder are the owner's alone`() throws {
        let file = file("a/b/config")
        #expect(try file.read() == nil)
        try file.replace(nil, with: Array("one".utf8))
        #expect(folder.text(of: "a/b/config") == "one")
        #expect(status("a/b/config").st_mode & 0o777 == 0o600 && status("a/b").st_mode & 0o777 == 0o700)
    }

    @Test(arguments: [0o600, 0o644, 0o640, 0o666] as [mode_t])
    func `permissions stay`(mode: mode_t) throws {
        let path = try folder.write("one", to: "config")
        _ = unsafe chmod(path, mode)
        try file("config").replace(Array("one".utf8), with: Array("two".utf8))
        #expect(folder.text(of: "config") == "two")
        #expect(status("config").st_mode & 0o777 == mode)
        #expect(try names == ["config"])
    }

    @Test func `the owner stays`() throws {
        // Only root may give files away.
        guard getuid() == 0 else { return }
        let path = try folder.write("one", to: "config")
        _ = unsafe chown(path, 12_345, 54_321)
        try file("config").replace(Array("one".utf8), with: Array("two".utf8))
        #expect(status("config").st_uid == 12_345 && status("config").st_gid == 54_321)
    }

    @Test func `a link stays one, and what it leads to is changed`() throws {
        let path = try folder.write("one", to: "real")
        _ = unsafe symlink(path, "\(folder.path)/config")
        #expect(try file("config").read() == Array("one".utf8))
        try file("config").replace(Array("one".utf8), with: Array("two".utf8))
        #expect(status("config").st_mode & S_IFMT == S_IFLNK && folder.text(of: "real") == "two")
    }

    @Test func `a link to nothing is left alone`() throws {
        _ = unsafe symlink("\(folder.path)/gone", "\(folder.path)/config")
        #expect(throws: EditedFile.Failure.system(.noSuchFileOrDirectory)) { try file("config").read() }
        #expect(throws: EditedFile.Failure.self) { try file("config").replace(nil, with: []) }
        #expect(try names == ["config"])
    }

    @Test func `what another process has changed isn't overwritten`() throws {
        _ = try folder.write("other", to: "config")
        for old in [nil, Array("one".utf8)] {
            #expect(throws: EditedFile.Failure.changed) { try file("config").replace(old, with: []) }
        }
        #expect(folder.text(of: "config") == "other")
    }

    @Test func `a file with two names, a folder and a large file aren't changed`() throws {
        let path = try folder.write("one", to: "config")
        _ = unsafe link(path, "\(folder.path)/second")
        #expect(throws: EditedFile.Failure.unsuitable) {
            try file("config").replace(Array("one".utf8), with: Array("two".utf8))
        }
        #expect(throws: EditedFile.Failure.self) { try file(".").read() }
        _ = try folder.write(String(repeating: "a", count: 1_025), to: "large")
        #expect(throws: EditedFile.Failure.system(.fileTooLarge)) { try file("large").read() }
        #expect(try names == ["config", "large", "second"])
    }

    @Test func `of many that change it at once, each either did or knows that it didn't`() async throws {
        _ = try folder.write("", to: "config")
        let file = file("config")
        let written = Recorder<Bool>()
        let threads = (0..<20).map { _ in
            Thread {
                for _ in 0..<20 {
                    guard let old = try? file.read() else { continue }
                    written.record((try? file.replace(old, with: old + [0x61])) != nil)
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(written.count == 400)
        #expect(folder.text(of: "config").utf8.count == written.values.count { $0 })
        #expect(try names == ["config"])
    }
}

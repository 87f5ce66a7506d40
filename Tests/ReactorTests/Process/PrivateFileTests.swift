import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(1)))
struct PrivateFileTests {
    private func mode(_ path: String) -> mode_t {
        var status = stat()
        _ = unsafe stat(path, &status)
        return status.st_mode & 0o777
    }

    @Test func `a file is made with its folders, for its owner only, whatever the umask`() throws {
        let folder = try TemporaryFolder()
        let path = FilePath(folder.path).appending("a/b/file")
        let before = umask(0)
        defer { umask(before) }
        let file = PrivateFile(path)
        #expect(try file.read() == nil)
        try file.update { bytes in
            #expect(bytes == nil)
            return Array("one".utf8)
        }
        #expect(try file.read() == Array("one".utf8))
        #expect(mode(path.string) == 0o600)
        #expect(mode(path.string + ".lock") == 0o600)
        #expect(mode(folder.path + "/a") == 0o700)
        #expect(mode(folder.path + "/a/b") == 0o700)
    }

    @Test func `a change that makes nothing leaves the file alone`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("one", to: "file")
        try PrivateFile(FilePath(path)).update { _ in nil }
        #expect(folder.text(of: "file") == "one")
    }

    @Test func `a file that others could read is closed to them by the next change`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("one", to: "file")
        let changed = unsafe chmod(path, 0o644)
        #expect(changed == 0)
        try PrivateFile(FilePath(path)).update { ($0 ?? []) + Array(" two".utf8) }
        #expect(folder.text(of: "file") == "one two")
        #expect(mode(path) == 0o600)
    }

    @Test func `changes at the same time are all made`() async throws {
        let folder = try TemporaryFolder()
        let path = FilePath(folder.path).appending("file")
        await withTaskGroup { group in
            for number in 0..<20 {
                group.addTask { try? PrivateFile(path).update { ($0 ?? []) + [UInt8(number)] } }
            }
        }
        #expect(try PrivateFile(path).read()?.sorted() == Array(0..<20))
    }

    @Test func `a link isn't followed`() throws {
        let folder = try TemporaryFolder()
        let target = try folder.write("one", to: "target")
        let path = folder.path + "/link"
        let linked = unsafe symlink(target, path)
        #expect(linked == 0)
        #expect(throws: Errno.tooManySymbolicLinkLevels) { try PrivateFile(FilePath(path)).read() }
    }

    @Test func `a file that is too large isn't read`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(String(repeating: "x", count: 11), to: "file")
        #expect(throws: Errno.fileTooLarge) { try PrivateFile(FilePath(path), maximumBytes: 10).read() }
    }

    @Test func `a folder that can't be made is told`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("one", to: "file")
        #expect(throws: Errno.notDirectory) { try PrivateFile(FilePath(path + "/x/y")).update { _ in [] } }
    }
}

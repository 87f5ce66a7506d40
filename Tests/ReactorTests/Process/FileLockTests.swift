import Reactor
import SystemPackage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct FileLockTests {
    @Test func `one has the lock at a time, and the next one reads its note`() throws {
        let folder = try TemporaryFolder()
        let path = FilePath("\(folder.path)/a/b.lock")
        var first = try FileLock.attempt(path)
        #expect(first?.note == [])
        #expect(try FileLock.attempt(path) == nil)
        first?.write(note: Array("a longer note".utf8))
        first?.write(note: Array("short".utf8))
        first = nil
        let second = try FileLock.attempt(path)
        #expect(second?.note == Array("short".utf8))
    }

    @Test func `a note that is too long isn't written, and leaves the old one`() throws {
        let folder = try TemporaryFolder()
        let lock = try #require(try FileLock.attempt(FilePath("\(folder.path)/lock")))
        lock.write(note: [1, 2, 3])
        lock.write(note: Array(repeating: 0, count: 4_096))
        #expect(lock.note == [1, 2, 3])
    }

    @Test func `a folder that can't be made is an error`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("", to: "file")
        #expect(throws: Errno.notDirectory) { _ = try FileLock.attempt(FilePath("\(path)/lock")) }
    }
}

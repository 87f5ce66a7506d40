import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(1)))
struct FileContentsTests {
    @Test(arguments: [0, 1, 8_191, 8_192, 8_193, 20_000])
    func `a file of any size is read whole, also through a link`(size: Int) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(String(repeating: "x", count: size), to: "file")
        let link = folder.path + "/link"
        #expect(unsafe symlink(path, link) == 0)
        for name in [path, link] {
            #expect(
                try FileContents.read(FilePath(name), atMost: size) == Array(repeating: UInt8(ascii: "x"), count: size))
        }
    }

    @Test func `a file that is too large, a folder and a file that isn't there are told apart`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("12345", to: "file")
        #expect(FileContents.exists(FilePath(path)))
        #expect(!FileContents.exists(FilePath(path + "x")))
        #expect(throws: Errno.fileTooLarge) { try FileContents.read(FilePath(path), atMost: 4) }
        #expect(throws: Errno.isDirectory) { try FileContents.read(FilePath(folder.path), atMost: 4) }
        #expect(throws: Errno.noSuchFileOrDirectory) { try FileContents.read(FilePath(path + "x"), atMost: 4) }
    }
}

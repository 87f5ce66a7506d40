import FoundationEssentials
import TestSupport
import Testing

@testable import latchkey

@Suite struct ToolProgramTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["first/folder", "second"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        }
        for (name, mode) in [("first/text", 0o644), ("second/text", 0o755), ("second/other", 0o644)] {
            _ = try folder.write("true\n", to: name)
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: "\(folder.path)/\(name)")
        }
    }

    private func search(_ name: String) -> ToolProgram.Search {
        ToolProgram.search(name, in: ["PATH": "\(folder.path)/first:\(folder.path)/second"])
    }

    @Test func `the first program of PATH that can be run counts`() {
        #expect(search("text") == .program(path: "\(folder.path)/second/text"))
    }

    @Test func `what is there and can't be run is something else than what isn't there`() {
        #expect(search("other") == .notExecutable(path: "\(folder.path)/second/other"))
        #expect(search("folder") == .notExecutable(path: "\(folder.path)/first/folder"))
        #expect(search("\(folder.path)/first") == .notExecutable(path: "\(folder.path)/first"))
        #expect(search("nothing") == .missing && search("\(folder.path)/nothing") == .missing)
    }

    @Test func `a path isn't looked for in PATH`() {
        #expect(search("\(folder.path)/second/text") == .program(path: "\(folder.path)/second/text"))
        #expect(search("./text") == .missing)
    }
}

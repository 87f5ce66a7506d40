import SystemPackage
import TestSupport
import Testing

@testable import LocalProxy

struct PermissionFileTests {
    @Test func `servers are added once each, after a heading for people`() throws {
        let folder = try TemporaryFolder()
        let file = PermissionFile(FilePath(folder.path).appending("a/b/servers"))
        #expect(try file.read() == [])
        for text in ["https://a.example", "http://localhost:8000", "https://a.example"] {
            try file.add(try Origin(text).orFail())
        }
        #expect(try file.read().map(\.description) == ["https://a.example", "http://localhost:8000"])
    }

    @Test(arguments: [
        "http://plain.example", "nonsense", "https://a.example/path", "https://a.example https://b.example",
    ])
    func `a line that allows no server is told with its number, and the file is left alone`(_ line: String) throws {
        let folder = try TemporaryFolder()
        let path = FilePath(folder.path).appending("servers")
        let text = "# mine\n\nhttps://a.example\n\(line)\n"
        _ = try folder.write(text, to: "servers")
        let file = PermissionFile(path)
        let error = PermissionFileError.line(path: path.string, number: 4)
        #expect(throws: error) { try file.read() }
        #expect(throws: error) { try file.add(try Origin("https://b.example").orFail()) }
    }
}

import ArgumentParser
import Testing

@testable import latchkey

@Suite struct BaselineExportTests {
    @Test(arguments: [
        ["--path", "/"], ["--path", "x"], ["--path", "/other/"], ["--path", "/baseline/other/"], ["--name", "a b"],
        ["--name", "a,b"], ["--name", "staging", "--path", "/baseline/"],
    ])
    func `a path that isn't the name's, or a name that no file can have, is refused`(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try BaselineExport.parse(arguments) }
    }

    @Test(arguments: [[], ["--name", "staging"], ["--path", "/teams/baseline/"], ["--name", "a", "--path", "/a/"]])
    func `a path that ends with the name is taken`(_ arguments: [String]) throws {
        _ = try BaselineExport.parse(arguments)
    }
}

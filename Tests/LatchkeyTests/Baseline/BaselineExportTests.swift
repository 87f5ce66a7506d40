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

    @Test func `a table that isn't there is an error, and no file is written`() async {
        let bench = ToolBench(sts: BaselineAccountTests.empty) { _ in
            .answer(400, #"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}"#)
        }
        #expect(await bench.run("baseline", "export", "--table", "none", "--region", "eu-west-1") == .usage)
        #expect(bench.errors == ["--table none: there is no such table in eu-west-1"] && bench.output.isEmpty)
    }

    @Test(arguments: [[], ["--name", "staging"], ["--path", "/teams/baseline/"], ["--name", "a", "--path", "/a/"]])
    func `a path that ends with the name is taken`(_ arguments: [String]) throws {
        _ = try BaselineExport.parse(arguments)
    }
}

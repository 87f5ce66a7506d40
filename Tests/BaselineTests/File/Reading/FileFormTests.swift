import Formats
import FoundationEssentials
import Testing

@testable import Baseline

@Suite struct FileFormTests {
    private func definitions() throws -> JSONValue {
        let path = ReadFile.path("scripts/aws/account.schema.json")
        let schema = try JSONReader.read(Array(try Data(contentsOf: URL(filePath: path))), maximumDepth: 32)
        return try #require(schema["$defs"])
    }

    @Test(arguments: FileForm.allCases) func `the schema for editors has the names that the reader takes`(
        _ form: FileForm
    ) throws {
        let definition = try #require(try definitions()[form.rawValue])
        guard case .object(let properties) = definition["properties"] else {
            Issue.record("\(form) has no properties")
            return
        }
        #expect(properties.map(\.name).sorted() == form.names.sorted())
        #expect(definition["additionalProperties"] == false)
    }

    @Test func `the schema names the policies that Latchkey brings`() throws {
        let shipped = try definitions()["policy"]?["properties"]?["shipped"]?["enum"]
        #expect(shipped == .array(ShippedPolicy.allCases.map { .string($0.rawValue) }.sorted { "\($0)" < "\($1)" }))
    }

    @Test func `each kind of trust has a name that no other has`() {
        let names = FileForm.trusts.map { $0.names[0] }
        #expect(Set(names).count == names.count)
        for form in FileForm.trusts {
            #expect(names.filter { form.names.contains($0) } == [form.names[0]])
        }
    }
}

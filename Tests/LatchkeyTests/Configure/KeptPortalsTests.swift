import IdentityProofs
import Testing

@testable import latchkey

@Suite struct KeptPortalsTests {
    private func portals(_ files: [String: String]) throws -> [String: String?] {
        let files = Dictionary(uniqueKeysWithValues: files.map { ("/h/.config/latchkey/portals/\($0.key)", $0.value) })
        let bench = ToolBench(environment: ["HOME": "/h"], files: files)
        let kept = try KeptPortals(in: bench.context).portals
        return Dictionary(uniqueKeysWithValues: kept.map { ($0.address.origin, $0.signIn) })
    }

    @Test func `a portal is known by the address of its own sign-in`() throws {
        let found = try portals([
            "[__1]_8080.yaml": "sign-ins: {a: {portal: 'http://[::1]:8080'}, b: {portal: 'https://other.example'}}",
            "localhost_8080.yaml": "sign-ins: {c: {portal: 'http://localhost:8080'}}",
        ])
        #expect(found == ["http://[::1]:8080": "a", "http://localhost:8080": "c"])
    }

    @Test func `a portal that serves the sign-ins of others alone is known by the file's name`() throws {
        let okta = "sign-ins: {okta: {issuer: 'https://example.okta.com', client-id: x}}"
        let found = try portals(["tools.example.com_8443.yaml": okta, "tools.example.com.yaml": okta, "a b.yaml": okta])
        #expect(found == ["https://tools.example.com:8443": nil, "https://tools.example.com": nil])
    }

    @Test func `a file that can't be read is told`() {
        let error = #expect(throws: CommandError.self) { try portals(["a.example.yaml": "sign-ins: ["]) }
        #expect(error?.description.contains("a.example.yaml, line ") == true)
    }
}

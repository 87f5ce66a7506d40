import Formats
import Grants
import Testing

@testable import Applications

@Suite struct TagMappingTests {
    @Test(
        arguments: [
            (
                ["tag": "a", "claim": "b"],
                ["tag": "a", "claim": "b", "required": true, "list": "refuse", "transitive": false]
            ),
            (
                ["tag": "a", "claim": "b", "required": false, "list": "join", "transitive": true],
                ["tag": "a", "claim": "b", "required": false, "list": "join", "transitive": true]
            ),
            (["tag": "Kosten stelle", "value": "ü/1"], ["tag": "Kosten stelle", "value": "ü/1", "transitive": false]),
        ] as [(JSONValue, JSONValue)])
    func `a mapping is written with all that it means`(_ sent: JSONValue, _ written: JSONValue) throws {
        let mapping = try TagMapping(sent, at: "tags.[0]")
        #expect(mapping.json == written)
        #expect(try TagMapping(mapping.json, at: "tags.[0]") == mapping)
    }
}

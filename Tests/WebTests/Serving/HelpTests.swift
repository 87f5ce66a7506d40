import Settings
import Testing

@testable import Web

@Suite struct HelpTests {
    @Test func `it says what is read, and with what default`() {
        let text = Help.text(name: "keys", purpose: "Manages keys.", table: ServerSettings.table + SecretSettings.table)
        #expect(text.hasPrefix("keys: Manages keys.\n"))
        #expect(text.contains("default: 65536"))
        #expect(text.contains("required"))
        #expect(text.contains("LATCHKEY_SECRET_FILE"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
}

import IdentityProofs
import Testing

@testable import latchkey

@Suite struct ServedConfigurationTests {
    @Test(arguments: [
        ("https://latchkey.example.com", "example", "latchkey.example.com.yaml"),
        ("https://aws.corp.example", "corp", "aws.corp.example.yaml"),
        ("https://tools.example.com:8443", "tools", "tools.example.com_8443.yaml"),
        ("http://127.0.0.1:8080", "latchkey", "127.0.0.1_8080.yaml"),
        ("http://localhost", "localhost", "localhost.yaml"),
        ("http://[::1]:8080", "latchkey", "[__1]_8080.yaml"), ("https://latchkey", "latchkey", "latchkey.yaml"),
    ])
    func `a portal's name comes from its host`(url: String, name: String, file: String) throws {
        let address = try ServerAddress(url)
        #expect(ServedConfiguration.usualName(of: address) == name)
        #expect(ServedConfiguration.fileName(of: address) == file)
    }
}

import Testing

@testable import latchkey

@Suite struct ConfigurationFileTests {
    @Test(arguments: [
        ("profils: {}\n", 1, "“profils” means nothing here"),
        ("sign-ins: {}\ndefault: p\n", 2, "which there is none of"),
        ("a: [\n", 2, "did not find"),
        ("profiles: [a]\n", 1, "should have names with values"),
    ])
    func `a fault of the file is told with its line`(text: String, line: Int, reason: String) throws {
        let error = try #require(ConfigurationFaults.error(of: text))
        #expect(error.hasPrefix("\(ConfigurationFaults.path), line \(line): "), "\(error)")
        #expect(error.contains(reason), "\(error)")
    }
}

import AWS
import IdentityProofs
import Testing

struct ServerTermsTests {
    private static let good = #"""
        {"account":"123456789012","server":"tools.example.com","regions":["us-east-1","eu-west-1"],"proofs":["signed","token"]}
        """#

    private func terms(_ text: String) throws -> ServerTerms { try ServerTerms(Array(text.utf8)) }

    @Test func `a server's terms are read`() throws {
        let terms = try terms(Self.good)
        #expect(terms.account.rawValue == "123456789012" && terms.server.description == "tools.example.com")
        #expect(terms.regions.map(\.rawValue) == ["us-east-1", "eu-west-1"])
        #expect(terms.proofs == [.signed, .token])
    }

    @Test func `what a later server may add is skipped`() throws {
        let later = Self.good.replacing(#""us-east-1""#, with: #""mars-north-1","us-east-1""#)
            .replacing(#""signed""#, with: #""kms","signed""#).replacing("{", with: #"{"more":{"x":[1]},"#)
        #expect(try terms(later) == terms(Self.good))
        let none = try terms(#"{"account":"123456789012","server":"a","regions":[],"proofs":[]}"#)
        #expect(none.regions.isEmpty && none.proofs.isEmpty)
    }

    @Test(arguments: [
        "", "null", "[]", "<html></html>", "{}", #"{"account":"1"}"#,
        good.replacing("123456789012", with: "12345678901"), good.replacing(#""123456789012""#, with: "123456789012"),
        good.replacing("tools.example.com", with: "https://tools.example.com"),
        good.replacing("tools.example.com", with: "Tools.example.com"),
        good.replacing(#""tools.example.com""#, with: "1"),
        good.replacing(#"["us-east-1","eu-west-1"]"#, with: #""us-east-1 eu-west-1""#),
        good.replacing(#""us-east-1""#, with: "1"), good.replacing(#"["signed","token"]"#, with: "null"),
        good.replacing(#""token""#, with: "{}"), good + "x",
        good.replacing("{", with: #"{"account":"210987654321","#), good.replacing("{", with: #"{"server":"a","#),
        good.replacing("{", with: #"{"regions":[],"#), good.replacing("{", with: #"{"proofs":[],"#),
        good.replacing("{", with: #"{"more":[[[[[[[[[1]]]]]]]]],"#),
        good.replacing(#""us-east-1""#, with: Array(repeating: #""us-east-1""#, count: 64).joined(separator: ",")),
        good + String(repeating: " ", count: ServerTerms.maximumSize),
    ])
    func `an answer of another form is refused`(text: String) {
        #expect(throws: ServerTerms.Malformed.self, "\(text.prefix(200))") { try terms(text) }
    }
}

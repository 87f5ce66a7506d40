import HTTP1
import Testing

@testable import LocalProxy

struct IdentityChallengeTests {
    private static let whole =
        #"IAM realm="123456789012", server="tools.example", regions="us-east-1 eu-west-1", proofs="signed token""#

    private func challenge(_ values: [String], status: Int = 401) -> IdentityChallenge? {
        var fields = HeaderFields()
        for value in values { fields.append("WWW-Authenticate", value) }
        return IdentityChallenge(ResponseHead(status: status, reason: "", fields: fields))
    }

    @Test(arguments: [whole, whole.replacing("IAM ", with: "iam   "), whole.replacing(", ", with: " ,\t")])
    func `a challenge says which identity it wants`(_ text: String) throws {
        let challenge = try challenge([text]).orFail()
        #expect(challenge.account == "123456789012")
        #expect(challenge.server == "tools.example")
        #expect(challenge.regions == ["us-east-1", "eu-west-1"])
        #expect(challenge.proofs == ["signed", "token"])
    }

    @Test func `a challenge of another kind may stand beside it`() {
        #expect(challenge([#"Basic realm="x""#, Self.whole]) != nil)
    }

    @Test(arguments: [
        [], [#"Basic realm="123456789012", server="tools.example""#], [whole, whole],
        [#"IAM realm="12345678901", server="tools.example""#], [#"IAM realm="1234567890123", server="tools.example""#],
        [#"IAM realm="12345678901x", server="tools.example""#], [#"IAM realm="123456789012""#],
        [#"IAM server="tools.example""#], [#"IAM realm="123456789012", server="""#],
        [#"IAM realm="123456789012", realm="210987654321", server="tools.example""#],
        [#"IAM realm="123456789012", REALM="210987654321", server="tools.example""#],
        [#"IAM realm="123456789012" server="tools.example""#], [#"IAM realm="123456789012", server="tools.example"#],
        [#"IAM realm="123456789012", server="tools.example","#], [#"IAM realm="123456789012", server="tools.example\"#],
        [#"IAM , realm="123456789012", server="tools.example""#], ["IAM 123456789012"], ["IAM "], ["IAM"],
        [#"IAM realm="123456789012", server="tools.example", regions="us-east-1 evil.example/""#],
        [#"IAM realm="123456789012", server="tools.example", proofs="SIGNED""#],
        [#"IAM realm="123456789012", server="tools.example", x="\#(String(repeating: "x", count: 2_048))""#],
        [#"IAM realm=123456789012, server="tools.example", regions="\#u{e9}""#],
    ])
    func `a challenge that isn't well-formed is nobody's to answer`(_ values: [String]) {
        #expect(challenge(values) == nil)
    }

    @Test func `only a 401 challenges`() {
        #expect(challenge([Self.whole], status: 403) == nil)
        #expect(challenge([Self.whole], status: 407) == nil)
    }

    @Test func `a challenge is read from JSON too`() throws {
        let json = #"{"account":"123456789012","server":"tools.example","regions":["us-east-1"],"proofs":["signed"]}"#
        let challenge = try IdentityChallenge(json: Array(json.utf8)).orFail()
        #expect(challenge.regions == ["us-east-1"])
        for bad in [
            "", "[]", "{}", #"{"account":123456789012,"server":"a"}"#, #"{"account":"123456789012"}"#, "<html>",
        ] {
            #expect(IdentityChallenge(json: Array(bad.utf8)) == nil)
        }
    }
}

import OAuthClient
import Testing

@testable import latchkey

struct SignInChoiceTests {
    private func chosen(
        _ name: String?, _ text: String = SignInBench.configuration, _ environment: [String: String] = [:]
    ) -> String? {
        let path = ConfigurationFaults.path
        let bench = ToolBench(environment: environment.merging(["HOME": "/h"]) { $1 }, files: [path: text])
        let context = bench.context
        return try? ToolConfiguration.load(in: context).chosenSignIn(name, in: context).name
    }

    @Test func `a name is a profile's or a sign-in's, and none is the one that counts`() {
        #expect(chosen("okta") == "okta" && chosen("admin") == "okta" && chosen("nobody") == nil)
        #expect(chosen(nil) == "company")
        #expect(chosen(nil, SignInBench.configuration, ["LATCHKEY_PROFILE": "admin"]) == "okta")
        let single = "sign-ins: {okta: {issuer: \"https://id.example.com\", client-id: 0oa123}}"
        #expect(chosen(nil, single) == "okta" && chosen(nil, "") == nil)
    }
}

import HTTPTypes
import Secrets
import Testing
import Web

@testable import Pages

struct FormsTests {
    private let tokens = FormTokens(secret: Secret(String(repeating: "k", count: 32)))

    private func token(of form: HTML) throws -> String {
        String(try #require(form.text.firstMatch(of: /name="csrf" value="([^"]*)"/)).1)
    }

    @Test func `each form's token is good for that form of that caller`() throws {
        let forms = Forms(tokens: tokens, caller: "ann")
        let making = forms.form(to: "/keys", .button("Make"))
        let deleting = forms.form(to: "/keys/AKIA", method: .delete, .button("Delete"))
        let purposes = [FormPurpose(.post, "/keys"), FormPurpose(.delete, "/keys/AKIA")]
        for (form, own) in zip([making, deleting], purposes) {
            for purpose in purposes {
                let standing = tokens.standing(of: try token(of: form), from: "ann", purpose: purpose)
                #expect(standing == (purpose == own ? .good : .foreign))
            }
        }
    }

    @Test func `what a form can't send itself stands in a field`() {
        let forms = Forms(tokens: tokens, caller: "ann")
        #expect(forms.form(to: "/x", method: .delete, .empty).text.contains(#"name="_method" value="DELETE""#))
        #expect(!forms.form(to: "/x", .empty).text.contains("_method"))
    }
}

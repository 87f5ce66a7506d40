import Secrets
import Testing
import Web

@testable import Pages

@Suite struct LayoutTests {
    private struct Ann: Principal { let name = "ann" }

    private let navigation = [NavigationLink("Console", path: "/"), NavigationLink("Access keys", path: "/keys")]
    private let keys = PortalSection(path: "/keys", wayBack: "Back to your access keys", segments: ["keys"])

    @Test func `the current section is marked`() {
        let text = Layout.document(
            Page("Keys", section: keys, main: "<p>x</p>"), caller: Ann(), navigation: navigation
        ).text
        #expect(text.contains("<a href=\"/keys\" aria-current=\"page\">Access keys</a>"))
        #expect(text.contains("<a href=\"/\">Console</a>"))
        #expect(text.contains("<b>ann</b>"))
    }

    @Test func `without a navigation nothing leads to the portal`() {
        let text = Layout.document(Page("Sign in", main: "<p>x</p>"), caller: nil, navigation: []).text
        #expect(!text.contains("<nav") && !text.contains("href=\"/\"") && text.contains("<span>Latchkey</span>"))
    }

    @Test func `pages need nothing inline, which the policy would refuse`() {
        let forms = Forms(tokens: FormTokens(secret: Secret(String(repeating: "k", count: 32))), caller: "ann")
        let form = forms.form(to: "/console", .button("Go", .primary))
        let main =
            HTML.countdown(seconds: 4, announcement: "a", waiting: "b") { form + $0 }
            + .confirmation("Delete…", id: "q", question: "Sure?", form: form) + .copyField("l", "v", id: "i")
            + .table("t", headings: ["a", ""], rows: [["1", "2"]])
        let text = Layout.document(Page("P", notice: Notice(.success, "n"), main: main), caller: Ann(), navigation: [])
            .text
        for forbidden in [
            " style=", "<style", " onclick", " onload", " onsubmit", "javascript:", "http://", "https://",
        ] {
            #expect(!text.contains(forbidden), "\(forbidden)")
        }
        #expect(text.ranges(of: "<script").count == 1)
        #expect(text.contains("<script src=\"/assets/latchkey-"))
    }
}

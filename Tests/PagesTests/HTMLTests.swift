import HTTPTypes
import Problems
import Secrets
import Testing
import Web

@testable import Pages

@Suite struct HTMLTests {
    fileprivate static let nasty = "<script>alert('x')</script> & \"y\""
    private static let tame = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;"

    @Test func `interpolated text is escaped, HTML isn't`() {
        let inner: HTML = "<b>\(Self.nasty)</b>"
        let outer: HTML = "<p title=\"\(Self.nasty)\">\(inner)\(7)</p>"
        #expect(outer.text == "<p title=\"\(Self.tame)\"><b>\(Self.tame)</b>7</p>")
    }

    @Test func `lists and absent parts`() {
        let parts: [HTML] = ["<i>", "</i>"]
        let absent: HTML? = nil
        let html: HTML = "\(parts)\(absent)"
        #expect(html.text == "<i></i>")
    }

    @Test func `a literal within an interpolation is text`() {
        let html: HTML = "\(true ? "<" : ">")"
        #expect(html.text == "&lt;")
    }

    private struct Nasty: Principal { let name = HTMLTests.nasty }

    @Test func `every component escapes what it is given`() throws {
        let nasty = Self.nasty
        let forms = Forms(tokens: FormTokens(secret: Secret(String(repeating: "k", count: 32))), caller: nasty)
        let problemPage = try Portal(.standard(), sections: [])
            .page(for: Problem("x", status: .ok, title: nasty, detail: nasty), of: nil, form: nil, id: nasty)
        let parts: [HTML] = [
            .table(nasty, headings: [nasty], rows: [["\(nasty)"]]), .button(nasty), .buttonLink(nasty, to: nasty),
            forms.form(to: nasty, "\(nasty)"), .badge(nasty, .good), .button("x", of: nasty),
            .confirmation(nasty, of: nasty, id: nasty, question: "\(nasty)", form: .empty),
            .copyField(nasty, nasty, id: "x"),
            .secretField(nasty, Secret(nasty), id: "x"), .checkbox(nasty, nasty, hint: "\(nasty)"),
            .countdown(seconds: 4, announcement: nasty, waiting: nasty) { $0 }, .card("\(nasty)", "\(nasty)"),
            .alert(Notice(.error, "\(nasty)")),
            Layout.document(
                Page(nasty, main: .empty), caller: Nasty(), navigation: [NavigationLink(nasty, path: nasty)]),
            HTML(trusted: String(decoding: problemPage.html(for: nil, navigation: []), as: UTF8.self)),
        ]
        for part in parts {
            #expect(part.text.contains(Self.tame))
            #expect(!part.text.contains("<script>"))
            #expect(!part.text.contains("alert('"))
        }
    }
}

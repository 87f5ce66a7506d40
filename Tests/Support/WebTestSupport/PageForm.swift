package import FastCGI
package import HTTPTypes

/// A form on a page, as a browser sends it.
package struct PageForm: Sendable {
    package let action: String
    /// The hidden fields, and those that a test adds, in their order.
    package var fields: [(name: String, value: String)]

    /// Finds the first form on a page that is sent to `action` with `method`; nil when there is none.
    package init?(in page: String, to action: String, method: String = "POST") {
        for form in page.matches(of: /<form method="post" action="([^"]*)">(.*?)<\/form>/.dotMatchesNewlines())
        where form.1 == action {
            let fields = form.2.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/).map {
                (name: String($0.1), value: String($0.2).replacing("&amp;", with: "&"))
            }
            guard (fields.first { $0.name == "_method" }?.value ?? "POST") == method else { continue }
            self.action = action
            self.fields = fields
            return
        }
        return nil
    }

    /// The request that a browser at `https://portal.example` sends.
    package func request(user: String = "ann", _ further: [(String, String)] = []) -> Request {
        .make(
            "POST", action, user: user, body: body,
            [
                ("CONTENT_TYPE", "application/x-www-form-urlencoded"), ("HTTP_ACCEPT", "text/html"),
                ("HTTP_ORIGIN", "https://portal.example"), ("HTTP_SEC_FETCH_SITE", "same-origin"),
            ] + further)
    }

    private var body: String {
        fields.map { "\(Self.encode($0.name))=\(Self.encode($0.value))" }.joined(separator: "&")
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                byte == 0x5f || byte == 0x2d || byte == 0x2e || (0x30...0x39).contains(byte)
                || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
        }.joined()
    }
}

extension Response {
    /// The body.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// All fields, those that many responses have among them.
    package var fields: HTTPFields { HTTPFields(head.headerFields + commonFields.fields) }
}

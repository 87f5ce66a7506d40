import HTTPTypes
import Problems
package import Web

/// The style sheet, the script and the icon of all pages.
package enum Assets {
    static let styles = Asset(stem: "latchkey", ending: "css", media: .css, text: StyleSheet.text)
    static let script = Asset(stem: "latchkey", ending: "js", media: .javaScript, text: Script.text)
    static let icon = Asset(stem: "latchkey", ending: "svg", media: .svg, text: Icon.text)
    private static let all = [styles, script, icon]

    /// The mark beside the name.
    static let mark = HTML(trusted: Icon.inline)

    /// `GET /assets/{name}`, for every program that shows pages; the web server sends all of them to one.
    ///
    /// While nodes are being updated, a page of one version may ask a node of another version. A name with another hash
    /// gets the current file of that kind, and caches keep it for a minute only.
    package static let route = Route(open: .get, "/assets/{name}", offers: []) { context in
        let name = try context.capture("name")
        if let asset = all.first(where: { $0.name == name }) {
            return Reply(content: .bytes(asset.bytes, asset.media), caching: .forEver)
        }
        let ending = name.split(separator: ".").last
        guard name.hasPrefix("latchkey-"), let ending, let asset = all.first(where: { $0.name.hasSuffix(".\(ending)") })
        else { throw Problem.notFound }
        return Reply(content: .bytes(asset.bytes, asset.media), caching: .briefly)
    }
}

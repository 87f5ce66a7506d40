import Foundation
import TestSupport
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct LinkPageTests {
    private static let link = "https://tools.example.com/auth/link/c0de"

    private func mode(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test func `nobody else reads the page that leads to the link`() throws {
        let home = try TemporaryFolder()
        let page = try LinkPage(environment: ["HOME": home.path])
        let url = try page.write(Self.link)
        let path = String(url.dropFirst("file://".count))
        #expect(url.hasPrefix("file://\(home.path)/.cache/latchkey/open-"))
        #expect(try mode(path) == 0o600)
        #expect(try mode(page.folder) == 0o700)
        #expect(!url.contains("c0de"))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(#"content="0; url=https://tools.example.com/auth/link/c0de""#))
        #expect(text.contains(#"<meta name="referrer" content="no-referrer">"#))
        #expect(try page.write(Self.link) != url)
    }

    @Test(arguments: [
        (["XDG_RUNTIME_DIR": "/r", "XDG_CACHE_HOME": "/c", "HOME": "/h"], "/r/latchkey"),
        (["XDG_RUNTIME_DIR": "relative", "XDG_CACHE_HOME": "/c", "HOME": "/h"], "/c/latchkey"),
        (["XDG_CACHE_HOME": "", "HOME": "/h"], "/h/.cache/latchkey"),
    ])
    func `the page stands in the session's folder, or among caches`(environment: [String: String], folder: String)
        throws
    {
        #expect(try LinkPage(environment: environment).folder == folder)
    }

    @Test func `where no page can be written, the tool says so`() throws {
        #expect { try LinkPage(environment: [:]) } throws: { ($0 as? CommandError)?.status == .cannotCreate }
        let page = try LinkPage(environment: ["HOME": "/proc/nowhere"])
        #expect { try page.write(Self.link) } throws: { ($0 as? CommandError)?.status == .cannotCreate }
    }

    @Test func `pages that have served go, and nothing else does`() throws {
        let home = try TemporaryFolder()
        let page = try LinkPage(environment: ["XDG_CACHE_HOME": home.path])
        let old = String(try page.write(Self.link).dropFirst("file://".count))
        let other = "\(page.folder)/keep.html"
        try "x".write(toFile: other, atomically: false, encoding: .utf8)
        let manager = FileManager.default
        for path in [old, other] {
            try manager.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -300)], ofItemAtPath: path)
        }
        let fresh = String(try page.write(Self.link).dropFirst("file://".count))
        _ = try page.write(Self.link)
        #expect(!manager.fileExists(atPath: old))
        #expect(manager.fileExists(atPath: other) && manager.fileExists(atPath: fresh))
    }

    @Test func `the page of a link that isn't needed any more goes, and those of others stay`() throws {
        let home = try TemporaryFolder()
        let page = try LinkPage(environment: ["XDG_CACHE_HOME": home.path])
        let (first, other) = (try page.write(Self.link), try page.write(Self.link + "x"))
        page.remove(Self.link)
        let names = try FileManager.default.contentsOfDirectory(atPath: page.folder)
        #expect(names.count == 1 && other.hasSuffix(names[0]) && !first.hasSuffix(names[0]))
    }

    @Test func `a link can't end the attribute that it stands in`() {
        let text = LinkPage.text(#"https://a/"><script>'&"#)
        #expect(text.contains("https://a/&quot;&gt;&lt;script&gt;&#39;&amp;"))
        #expect(!text.contains("<script"))
    }

    @Test func `a folder with other characters is encoded in the page's URL`() throws {
        let home = try TemporaryFolder()
        let url = try LinkPage(environment: ["XDG_CACHE_HOME": home.path + "/a b#é"]).write(Self.link)
        #expect(url.contains("/a%20b%23%C3%A9/latchkey/open-"))
    }
}

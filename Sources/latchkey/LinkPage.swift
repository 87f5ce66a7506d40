import Cryptography
import Formats
import FoundationEssentials
import SystemPackage

/// A page on this machine that leads the browser to a link.
///
/// Everybody on the machine sees the arguments with which a browser is started. The link is a secret until it is used, so the
/// browser gets it in a file that nobody else reads. The file outlives the tool, as a browser may read it late; the next
/// run that makes a page or credentials, or shows or ends sign-ins, removes it.
struct LinkPage {
    /// How old a page is when it is removed, in seconds. Its link is worth nothing then.
    private static let lifetime: TimeInterval = 120

    /// The folder of this user's session, or that of caches.
    let folder: String

    /// - Parameter environment: `XDG_RUNTIME_DIR`, `XDG_CACHE_HOME` and `HOME`.
    /// - Throws: ``CommandError`` when none of them names a folder.
    init(environment: [String: String]) throws(CommandError) {
        let folders = UserFolders(environment: environment)
        guard let folder = folders.runtime ?? folders.caches else {
            throw CommandError(.cannotCreate, "there is no folder for the link's page: set HOME, or use --print")
        }
        self.folder = folder
    }

    /// Writes a page for the link.
    ///
    /// - Returns: the page's `file://` URL.
    func write(_ link: String) throws(CommandError) -> String {
        let path = "\(folder)/open-\(Base64URL.encode(Random.bytes(12))).html"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            removeOldPages()
            let file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: [.ownerReadWrite])
            try file.closeAfter { _ = try file.writeAll(Self.text(link).utf8) }
        } catch {
            throw CommandError(.cannotCreate, "\(path) can't be written: free it, or use --print")
        }
        return "file://"
            + path.split(separator: "/", omittingEmptySubsequences: false)
            .map { PercentEncoding.encode(String($0)) }.joined(separator: "/")
    }

    /// Removes the pages of a link that isn't needed any more.
    func remove(_ link: String) {
        for path in pages where FileManager.default.contents(atPath: path) == Data(Self.text(link).utf8) {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// Removes the pages whose links are worth nothing any more.
    func removeOldPages() {
        let manager = FileManager.default
        for path in pages {
            guard let date = try? manager.attributesOfItem(atPath: path)[.modificationDate] as? Date,
                date.timeIntervalSinceNow < -Self.lifetime
            else { continue }
            try? manager.removeItem(atPath: path)
        }
    }

    private var pages: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix("open-") && $0.hasSuffix(".html") }.map { "\(folder)/\($0)" }
    }

    static func text(_ link: String) -> String {
        let escapes: [Character: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"]
        let escaped = link.map { escapes[$0] ?? String($0) }.joined()
        return """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="referrer" content="no-referrer">
            <meta http-equiv="refresh" content="0; url=\(escaped)">
            <title>Sign in</title>
            <p><a href="\(escaped)">Sign in</a></p>
            </html>

            """
    }
}

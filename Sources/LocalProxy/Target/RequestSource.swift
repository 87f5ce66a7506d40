import HTTP1

/// Where a request comes from, as far as its fields say. A web page can make a browser send requests anywhere; it can't
/// keep the browser from saying so.
enum RequestSource: Equatable {
    /// A program, or a page of the same server.
    case trusted
    /// A browser that says nothing of a page: a person typed the address, or a page of another site hides itself
    /// (`Referrer-Policy: no-referrer`) and has the browser show the address. Over http nothing tells these apart. It gets a
    /// proof, and the page that comes can't be shown in a frame.
    case unsaid
    /// A link on another site that the person followed. A session goes with it, as a `SameSite=Lax` cookie does; for a new
    /// proof the person has to come again.
    case link
    /// A page of another site, or one that doesn't say. A page of another port or another name of the same site is one too: of
    /// this machine's ports, each can be another user's.
    case foreign

    /// Whether the identity may be proved for it.
    var mayProve: Bool { self == .trusted || self == .unsaid }

    /// - Parameters:
    ///   - head: the request as the client sent it.
    ///   - target: the server that it asks for.
    init(_ head: RequestHead, to target: Origin) {
        let site = head.fields.values("Sec-Fetch-Site").map { $0.lowercased() }
        let origins = head.fields.values("Origin")
        let isOwnOrigin = origins.allSatisfy { Origin($0).map { $0.server == target.server } ?? false }
        guard origins.count <= 1, site.count <= 1, isOwnOrigin else { self = .foreign; return }
        switch site.first {
        case "same-origin", "none": self = .trusted
        case .some: self = Self.isNavigation(head) && origins.isEmpty ? .link : .foreign
        case nil: self = origins.isEmpty ? Self.byReferer(head, to: target) : .trusted
        }
    }

    /// A page without `Sec-Fetch-Site`, which browsers send over https only, still tells by `Referer`.
    private static func byReferer(_ head: RequestHead, to target: Origin) -> RequestSource {
        let referers = head.fields.values("Referer")
        let showsPage = head.method == "GET" && head.fields.contains("Upgrade-Insecure-Requests")
        // Pictures, scripts and forms of a page that hides itself come without a word of it.
        if referers.isEmpty, isBrowser(head) { return showsPage ? .unsaid : .foreign }
        if referers.allSatisfy({ Origin.split($0).map { $0.origin.server == target.server } ?? false }) {
            return .trusted
        }
        return showsPage ? .link : .foreign
    }

    /// Whether it has what every browser sends and no page can take away.
    private static func isBrowser(_ head: RequestHead) -> Bool {
        head.fields.contains("Accept-Language")
            || head.fields.values("User-Agent").contains { $0.utf8.starts(with: "Mozilla/".utf8) }
    }

    private static func isNavigation(_ head: RequestHead) -> Bool {
        head.method == "GET" && head.fields.single("Sec-Fetch-Mode")?.lowercased() == "navigate"
            && head.fields.single("Sec-Fetch-Dest")?.lowercased() == "document"
    }
}

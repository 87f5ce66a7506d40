/// Where a request comes from, as far as its fields say. A web page can make a browser send requests anywhere; it can't
/// keep the browser from saying so.
enum RequestSource: Equatable {
    /// A program, a page of the same server, or a person who typed the address.
    case trusted
    /// A link on another site that the person followed. A session goes with it, as a `SameSite=Lax` cookie does; for a new
    /// proof the person has to come again.
    case link
    /// A page of another site, or one that doesn't say.
    case foreign

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
        case "same-site": self = .link
        case .some: self = Self.isNavigation(head) && origins.isEmpty ? .link : .foreign
        case nil: self = Self.byReferer(head, to: target)
        }
    }

    /// A page without `Sec-Fetch-Site`, which browsers send over https only, still tells by `Referer`.
    private static func byReferer(_ head: RequestHead, to target: Origin) -> RequestSource {
        let referers = head.fields.values("Referer")
        if referers.allSatisfy({ Origin.split($0).map { $0.origin.server == target.server } ?? false }) {
            return .trusted
        }
        return head.method == "GET" && head.fields.contains("Upgrade-Insecure-Requests") ? .link : .foreign
    }

    private static func isNavigation(_ head: RequestHead) -> Bool {
        head.method == "GET" && head.fields.single("Sec-Fetch-Mode")?.lowercased() == "navigate"
            && head.fields.single("Sec-Fetch-Dest")?.lowercased() == "document"
    }
}

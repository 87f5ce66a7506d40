/// The URLs that were asked last. Most requests go to the same few of AWS's services.
final class URLCache {
    private static let bound = 16

    private var handles: [URLHandle] = []

    /// The handle of a URL; nil when libcurl can't parse it. One with a query isn't kept: it may be a secret, and hardly comes
    /// again.
    func handle(for target: RequestTarget) -> URLHandle? {
        if let known = handles.first(where: { $0.target == target }) { return known }
        guard let made = URLHandle(target) else { return nil }
        if !target.hasQuery {
            if handles.count >= Self.bound { handles.removeFirst() }
            handles.append(made)
        }
        return made
    }
}

import Formats
import Web

/// A part of the portal that one program serves: where its pages are, and the words that lead back there.
package struct PortalSection: Sendable, Equatable {
    /// Where the section begins: `/keys`.
    package var path: String
    /// The label of the link back to it, on the page of a problem.
    package var wayBack: String
    /// The first parts of the paths that belong to it; an empty one is the root's.
    package var segments: Set<String>
    /// The members of queries and forms that the way back takes along, so that what a person asked for isn't lost when it
    /// fails. The page at ``path`` takes them in its query.
    package var keptMembers: [String]

    package init(path: String, wayBack: String, segments: Set<String>, keptMembers: [String] = []) {
        self.path = path
        self.wayBack = wayBack
        self.segments = segments
        self.keptMembers = keptMembers
    }

    /// The way back to the section, with what was asked for.
    ///
    /// - Parameters:
    ///   - query: of the request.
    ///   - form: of the request; nil when it was none.
    ///   - member: what was wrong with the request, which is left out.
    /// - Returns: the path, with a query where there is something to keep.
    func wayBack(from query: Form, _ form: Form?, without member: String? = nil) -> String {
        var kept = FormEncoding()
        for name in keptMembers where name != member {
            if let value = form?[name] ?? query[name], !value.isEmpty { kept.append(name, value) }
        }
        return kept.bytes.isEmpty ? path : "\(path)?\(kept.text)"
    }
}

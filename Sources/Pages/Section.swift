import Web

/// A part of the portal that one program serves: where its pages are, and the words that lead back there.
package struct Section: Sendable, Equatable {
    /// Where the section begins: `/keys`.
    package var path: String
    /// The label of the link back to it, on the page of a problem.
    package var wayBack: String
    /// The first parts of the paths that belong to it; an empty one is the root's.
    package var segments: Set<String>

    package init(path: String, wayBack: String, segments: Set<String>) {
        self.path = path
        self.wayBack = wayBack
        self.segments = segments
    }
}

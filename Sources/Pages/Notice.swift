package import Web

/// A message about what happened, shown once after a redirect, or as part of a page.
package struct Notice: Sendable, Equatable {
    /// How much it matters.
    package enum Tone: String, Sendable {
        case success, information, warning, error
    }

    package var tone: Tone
    package var text: HTML

    package init(_ tone: Tone, _ text: HTML) {
        self.tone = tone
        self.text = text
    }
}

extension RequestContext {
    /// The message that the query parameter `notice` selects. It is a code for one of our own sentences, never text, so
    /// that a link can't make the page say anything else.
    package func notice(from sentences: [String: Notice]) -> Notice? {
        query["notice"].flatMap { sentences[$0] }
    }
}

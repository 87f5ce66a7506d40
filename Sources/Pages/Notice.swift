package import Web

/// A word on what happened: told once, after a redirect, or standing on a page.
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
    /// The notice that the query's `notice` stands for: a code for one of our own sentences, never text, so that a link
    /// can't put words into our mouth.
    package func notice(from sentences: [String: Notice]) -> Notice? {
        query["notice"].flatMap { sentences[$0] }
    }
}

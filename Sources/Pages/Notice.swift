import Formats
package import Problems
package import Web

/// A message about what happened, shown once after a redirect, or as part of a page.
package struct Notice: Sendable, Equatable {
    /// How much it matters.
    package enum Tone: String, Sendable {
        case success, information, warning, error
    }

    package var tone: Tone
    package var text: HTML
    /// The page's address without the message, which the page's script puts in place of the one with it, so that loading the
    /// page again doesn't show the message another time; nil for a message that is part of the page.
    package var pagePath: String?

    package init(_ tone: Tone, _ text: HTML) {
        self.tone = tone
        self.text = text
    }
}

extension RequestContext {
    /// For how many seconds an address tells what has just happened.
    package static var noticeLifetime: Int { 60 }

    /// The address of a page of ours that tells the caller what has just happened. It does so for a while, and to the caller
    /// alone: who follows a link that somebody else made, or comes back to the address later, isn't told it.
    ///
    /// - Parameters:
    ///   - path: the page.
    ///   - code: names a sentence of the page, see ``notice(for:from:)``. It has no full stop.
    ///   - subject: what it happened to, such as the ID of an access key.
    ///   - caller: who is told.
    ///   - lifetime: for how many seconds.
    /// - Returns: the path with a query.
    /// - Throws: a 500, when the program makes no tokens.
    package func location(
        _ path: String, telling code: String, of subject: String = "", to caller: some Principal,
        lifetime: Int = noticeLifetime
    ) throws(Problem) -> String {
        guard let tokens else { throw .unexpected("a page tells something, but the program reads no LATCHKEY_SECRET") }
        let purpose = FormPurpose(notice: code, of: subject)
        let token = tokens.token(for: caller.name, purpose: purpose, lifetime: lifetime)
        return "\(path)?notice=\(PercentEncoding.encode("\(token).\(code).\(subject)"))"
    }

    /// The message that the address tells the caller; nil when it tells none.
    ///
    /// `sentences` makes a message of a code and of what it happened to. Both are what this portal wrote into the address.
    package func notice(for caller: some Principal, from sentences: (String, String) -> Notice?) -> Notice? {
        // A token has one full stop.
        guard let tokens,
            let parts = query["notice"]?.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false),
            parts.count == 4
        else { return nil }
        let (code, subject) = (String(parts[2]), String(parts[3]))
        let standing = tokens.standing(
            of: "\(parts[0]).\(parts[1])", from: caller.name, purpose: FormPurpose(notice: code, of: subject))
        guard standing == .good, var notice = sentences(code, subject) else { return nil }
        notice.pagePath = path
        return notice
    }
}

import HTTPTypes
package import Problems

/// Tells a change that the caller wants from one that another site made their browser send.
///
/// The rule, for every method that may change something:
///
/// 1. `Sec-Fetch-Site`, which no script can set, has to be `same-origin` or `none` where it is sent.
/// 2. `Origin` has to be our own where it is sent. Browsers send `null` for forms of a page whose Referrer-Policy is
///    `no-referrer`, ours among them, and also from sandboxed frames: `null` is taken only where `Sec-Fetch-Site`
///    vouches `same-origin`.
/// 3. A body of JSON type can't come from a form, nor from a script of another origin without a preflight, which is
///    never granted: it passes.
/// 4. An `application/x-www-form-urlencoded` body needs a token in its member `csrf` that is good for this form. Other
///    types that a form can send, and types that aren't known, don't pass, whatever they hold.
/// 5. Without body and type: PUT, PATCH and DELETE can't cross origins without a preflight: they pass. A POST can, but
///    then every browser sends `Origin`: it passes only when nothing speaks of a browser (no `Origin`,
///    `Sec-Fetch-Site` or `Referer`) and `Accept` names JSON itself, as no link or form does.
package enum ForgeryCheck {
    /// Why a request is refused.
    package enum Objection: Sendable, Equatable {
        /// It may come from another site, for this reason.
        case foreign(String)
        /// It comes from a page of ours that stood open too long.
        case expired

        /// What the caller is told.
        package var problem: Problem {
            switch self {
            case .foreign(let reason): .forged(reason)
            case .expired: .pageExpired
            }
        }
    }

    /// The reason for refusing; nil when the request passes.
    ///
    /// The head holds the method on the wire: what a form's `_method` says has no part in this. What the token is worth is
    /// only asked about forms.
    package static func objection(
        to head: RequestHead, hasBody: Bool, token: () -> FormTokenStanding
    ) -> Objection? {
        if head.method == .get || head.method == .head || head.method == .options { return nil }
        if let objection = objectionToOrigin(head) { return objection }
        guard let type = head.contentType else {
            return hasBody ? .foreign("It has a body without a type.") : objectionToBodiless(head)
        }
        if type.isJSON { return nil }
        guard type == .form else {
            return .foreign("Send application/json: a form of another site can't.")
        }
        switch token() {
        case .good: return nil
        case .expired: return .expired
        case .foreign: return .foreign("The form's token is missing, not yours, or another form's.")
        }
    }

    /// What a browser says against a change: rules 1 and 2. Nil also for programs, which say nothing.
    package static func objectionToOrigin(_ head: RequestHead) -> Objection? {
        if let site = head.fetchSite, site != "same-origin", site != "none" {
            return .foreign("Your browser says that another site sent this.")
        }
        if let origin = head.origin, origin != head.baseURL.description {
            guard origin == "null", head.fetchSite == "same-origin" else {
                return .foreign("Your browser says that another site sent this.")
            }
        }
        return nil
    }

    private static func objectionToBodiless(_ head: RequestHead) -> Objection? {
        if [.put, .patch, .delete].contains(head.method) { return nil }
        let isFromBrowser = head.origin != nil || head.fetchSite != nil || head.referer != nil
        if !isFromBrowser, head.accept.names(.json) { return nil }
        return .foreign("It has neither a form's token nor a type that a form can't send.")
    }
}

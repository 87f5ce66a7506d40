import HTTPTypes

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
/// 4. An `application/x-www-form-urlencoded` body needs a good token in its member `csrf`. Other types that a form can
///    send, and types that aren't known, don't pass, whatever they hold.
/// 5. Without body and type: PUT, PATCH and DELETE can't cross origins without a preflight: they pass. A POST can, but
///    then every browser sends `Origin`: it passes only when nothing speaks of a browser (no `Origin`,
///    `Sec-Fetch-Site` or `Referer`) and `Accept` names JSON itself, as no link or form does.
package enum ForgeryCheck {
    /// The reason for refusing; nil when the request passes.
    ///
    /// The head holds the method on the wire: what a form's `_method` says has no part in this. Whether the token is
    /// good is only asked about forms.
    package static func objection(
        to head: RequestHead, hasBody: Bool, isTokenGood: () -> Bool
    ) -> String? {
        if [.get, .head, .options].contains(head.method) { return nil }
        if let site = head.fetchSite, site != "same-origin", site != "none" {
            return "Your browser says that another site sent this."
        }
        if let origin = head.origin, origin != head.baseURL.description {
            guard origin == "null", head.fetchSite == "same-origin" else {
                return "Your browser says that another site sent this."
            }
        }
        guard let type = head.contentType else {
            return hasBody ? "It has a body without a type." : objectionToBodiless(head)
        }
        if type.isJSON { return nil }
        guard type == .form else { return "Its type can't be told from another site's." }
        return isTokenGood() ? nil : "The form's token is missing, too old or not yours."
    }

    private static func objectionToBodiless(_ head: RequestHead) -> String? {
        if [.put, .patch, .delete].contains(head.method) { return nil }
        let isFromBrowser = head.origin != nil || head.fetchSite != nil || head.referer != nil
        if !isFromBrowser, head.accept.names(.json) { return nil }
        return "It has neither a form's token nor a type that a form can't send."
    }
}

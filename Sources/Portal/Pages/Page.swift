/// What a page shows inside the frame that all pages share.
package struct Page: Sendable {
    /// The part of the portal that it belongs to, marked in the navigation.
    package enum Section: Sendable, CaseIterable {
        case console, keys
    }

    /// The heading, also in the window's title.
    package var title: String
    package var section: Section?
    /// What just happened, above everything else.
    package var notice: Notice?
    package var main: HTML
    /// Origins (`https://signin.aws.amazon.com`) that a form on this page ends up at after a redirect: browsers apply
    /// the policy for forms to the redirects that follow as well.
    package var formDestinations: [String]

    package init(
        _ title: String, section: Section? = nil, notice: Notice? = nil, formDestinations: [String] = [], main: HTML
    ) {
        self.title = title
        self.section = section
        self.notice = notice
        self.formDestinations = formDestinations
        self.main = main
    }
}

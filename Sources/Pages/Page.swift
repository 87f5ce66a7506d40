package import HTTPTypes
package import Web

/// What a page shows inside the frame that all pages share.
package struct Page: Document {
    /// The heading, also in the window's title.
    package var title: String
    /// The part of the portal that it belongs to, marked in the navigation.
    package var section: PortalSection?
    /// What just happened, above everything else.
    package var notice: Notice?
    package var main: HTML
    /// Origins (`https://signin.aws.amazon.com`) that a form on this page ends up at after a redirect: browsers apply
    /// the policy for forms to the redirects that follow as well.
    package var formDestinations: [String]

    package init(
        _ title: String, section: PortalSection? = nil, notice: Notice? = nil, formDestinations: [String] = [],
        main: HTML
    ) {
        self.title = title
        self.section = section
        self.notice = notice
        self.formDestinations = formDestinations
        self.main = main
    }

    package func html(for caller: (any Principal)?, navigation: [NavigationLink]) -> [UInt8] {
        Array(Layout.document(self, caller: caller, navigation: navigation).text.utf8)
    }
}

extension Reply {
    /// A page.
    package static func page(_ page: Page, status: HTTPResponse.Status = .ok) -> Reply {
        Reply(status: status, content: .document(page))
    }
}

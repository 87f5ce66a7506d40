import Formats
import HTTPTypes
package import Problems
package import Web

/// The portal around a program's own pages: the navigation that all pages share, and the pages that tell of problems.
package struct Portal: PortalPages {
    package let navigation: [NavigationLink]
    private let sections: [PortalSection]

    /// - Parameters:
    ///   - settings: what the operator says of pages.
    ///   - sections: those that the program serves.
    package init(_ settings: PageSettings, sections: [PortalSection]) {
        navigation = settings.navigation
        self.sections = sections
    }

    /// Pages on servers that aren't the portal's, where its navigation leads nowhere.
    package init() {
        navigation = []
        sections = []
    }

    package func place(for head: RequestHead) -> String? {
        section(of: head)?.wayBack(from: head.query, nil)
    }

    private func section(of head: RequestHead) -> PortalSection? {
        let first = head.segments.first ?? ""
        return sections.first { $0.segments.contains(first) }
    }

    /// A problem as a page of its own, which leads back to the section it happened in, with what was asked for.
    package func page(for problem: Problem, of head: RequestHead?, form: Form?, id: String) -> any Document {
        let section = head.flatMap(section)
        let addition: HTML = problem.addition ?? .empty
        let retry: HTML =
            problem.retryAfter.map { "<p>It is worth trying again after <b>\($0) s</b>.</p>" } ?? .empty
        let mayHelpAgain = head?.method == .get && head?.path == section?.path && problem.status != .badRequest
        let label = problem.wayBack ?? (mayHelpAgain ? "Try again" : section?.wayBack ?? "Back to the start")
        let wrong = problem.members.first { $0.name == "member" }?.value.string
        let place = head.flatMap { section?.wayBack(from: $0.query, form, without: wrong) }
        let way = HTML.buttonLink(label, to: place ?? "/", .primary)
        return Page(
            problem.title, section: section,
            main: """
                <section class="card problem"><p class="detail">\(problem.detail)</p>\(retry)\(addition)
                <p class="actions">\(way)</p>
                <p class="fine">\(problem.status.code) · request <code>\(id)</code></p></section>
                """)
    }
}

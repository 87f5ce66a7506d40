internal import HTTPTypes

/// The frame that all pages share.
enum Layout {
    /// The whole document; the caller is nil where it isn't known who is signed in.
    static func document(_ page: Page, caller: Caller?) -> HTML {
        let sections = Page.Section.allCases.map { section -> HTML in
            let mark: HTML = section == page.section ? " aria-current=\"page\"" : .empty
            return "<a href=\"\(section.path)\"\(mark)>\(section.label)</a>"
        }
        let who: HTML = caller.map { "<p class=\"who\"><span>Signed in as</span> <b>\($0.name)</b></p>" } ?? .empty
        let notice: HTML = page.notice.map(HTML.alert) ?? .empty
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(page.title) · Latchkey</title>
            <link rel="icon" href="\(Assets.icon.path)" type="image/svg+xml">
            <link rel="stylesheet" href="\(Assets.styles.path)">
            <script src="\(Assets.script.path)" defer></script>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <header class="top"><div class="bar">
            <a class="brand" href="/">\(Assets.mark)<span>Latchkey</span></a>
            <nav aria-label="Sections">\(sections)</nav>
            \(who)
            </div></header>
            <main id="main">
            \(notice)<h1>\(page.title)</h1>
            \(page.main)
            </main>
            </body>
            </html>

            """
    }

    /// A problem as a page of its own, which leads back to the section it happened in.
    static func page(for problem: Problem, of head: RequestHead?, id: String) -> Page {
        let section = head.flatMap { Page.Section(path: $0.segments) }
        let addition: HTML = problem.addition ?? .empty
        let retry: HTML =
            problem.retryAfter.map { "<p>It is worth trying again after <b>\($0) s</b>.</p>" } ?? .empty
        let mayHelpAgain = head?.method == .get && head?.path == section?.path && problem.status != .badRequest
        let label = mayHelpAgain ? "Try again" : section?.wayBack ?? "Back to the start"
        let way = HTML.buttonLink(label, to: section?.path ?? "/", .primary)
        return Page(
            problem.title, section: section,
            main: """
                <section class="card problem"><p class="detail">\(problem.detail)</p>\(retry)\(addition)
                <p class="actions">\(way)</p>
                <p class="fine">\(problem.status.code) · request <code>\(id)</code></p></section>
                """)
    }
}

extension Page.Section {
    /// The section that a path of ours belongs to.
    init?(path: [String]) {
        switch path.first {
        case "keys": self = .keys
        case nil, "", "console": self = .console
        default: return nil
        }
    }

    var path: String {
        switch self {
        case .console: "/"
        case .keys: "/keys"
        }
    }

    var wayBack: String {
        switch self {
        case .console: "Back to the console login"
        case .keys: "Back to your access keys"
        }
    }

    var label: String {
        switch self {
        case .console: "Console"
        case .keys: "Access keys"
        }
    }
}

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

    /// A problem as a page of its own.
    static func page(for problem: Problem, id: String) -> Page {
        let addition: HTML = problem.addition ?? .empty
        let retry: HTML =
            problem.retryAfter.map { "<p>It is worth trying again after <b>\($0) s</b>.</p>" } ?? .empty
        return Page(
            problem.title,
            main: """
                <section class="card problem"><p class="detail">\(problem.detail)</p>\(retry)\(addition)
                <p class="actions">\(HTML.buttonLink("Back to the start", to: "/"))</p>
                <p class="fine">\(problem.status.code) · request <code>\(id)</code></p></section>
                """)
    }
}

extension Page.Section {
    var path: String {
        switch self {
        case .console: "/"
        case .keys: "/keys"
        }
    }

    var label: String {
        switch self {
        case .console: "Console"
        case .keys: "Access keys"
        }
    }
}

import Web

/// The frame that all pages share.
enum Layout {
    /// The whole document; the caller is nil where it isn't known who is signed in.
    static func document(_ page: Page, caller: (any Principal)?, navigation: [NavigationLink]) -> HTML {
        let sections = navigation.map { link -> HTML in
            let mark: HTML = link.path == page.section?.path ? " aria-current=\"page\"" : .empty
            return "<a href=\"\(link.path)\"\(mark)>\(link.label)</a>"
        }
        // Without a navigation the page isn't the portal's, and the server's first page is somebody else's.
        let brand: HTML =
            navigation.isEmpty
            ? "<span class=\"brand\">\(Assets.mark)<span>Latchkey</span></span>"
            : "<a class=\"brand\" href=\"/\">\(Assets.mark)<span>Latchkey</span></a>"
        let sectionList: HTML = navigation.isEmpty ? .empty : "<nav aria-label=\"Sections\">\(sections)</nav>"
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
            \(brand)
            \(sectionList)
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
}

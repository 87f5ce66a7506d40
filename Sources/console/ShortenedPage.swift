import AWS
import Pages

/// Tells a person that the session is shorter than usual, before they go on to the console.
struct ShortenedPage {
    let url: String
    let duration: SessionDuration

    var page: Page {
        Page(
            "Your session is shorter than usual", section: .console,
            main: .card(
                nil,
                """
                <p class="lead">This time it lasts \(duration.words).</p>
                <p>AWS doesn't allow longer sessions, because Latchkey's own credentials belong to a role. The people who \
                run this page can change that by giving Latchkey the credentials of an IAM user.</p>
                <p class="actions">\(HTML.buttonLink("Go on to the console", to: url, .primary))</p>
                """))
    }
}

import LatchkeyCore
import Pages

/// The page that takes people to the AWS console.
struct ConsolePage {
    let destination: ConsoleDestination
    /// Whether the destination is the console's first page, and nobody asked for another.
    let isHome: Bool
    let isShortened: Bool
    let duration: SessionDuration
    let canSignOutFirst: Bool
    let token: HTML
    let introduction: HTML?
    let signinOrigins: [String]

    var page: Page {
        Page(
            "AWS console", section: .console,
            notice: isShortened
                ? Notice(
                    .information, "Your session will last 1 hour: Latchkey's own AWS credentials allow no longer ones.")
                : nil,
            formDestinations: signinOrigins, main: "\(introduction)\(HTML.card(nil, content))")
    }

    private var content: HTML {
        let target: HTML =
            isHome
            ? .empty
            : "<div class=\"field\"><p class=\"label\">It opens at</p><code class=\"value\">\(destination)</code></div>"
        return """
            <p class="lead">The console opens with the permissions of your IAM user, for \(duration.words).</p>
            \(target)\(HTML.countdown(
                seconds: 4, announcement: "Taking you to the console",
                waiting: "Logging into the console… this can take up to 20 seconds.", form: form))
            """
    }

    private func form(ticking: HTML) -> HTML {
        let relay: HTML = isHome ? .empty : "<input type=\"hidden\" name=\"relay\" value=\"\(destination)\">"
        let shortened: HTML = isShortened ? "<input type=\"hidden\" name=\"shortened_known\" value=\"1\">" : .empty
        let signOut: HTML =
            canSignOutFirst
            ? .checkbox(
                "sign_out_first", "Sign out of the console first",
                hint: "Choose this when AWS says that you must log out first. It ends your other console sessions too.")
            : .empty
        return .form(
            to: "/console", token: token,
            """
            \(relay)\(shortened)
            <div class="actions">\(HTML.button("Open the AWS console", .primary, isBig: true))\(ticking)</div>
            <fieldset class="options"><legend>If something isn't right</legend>
            \(HTML.checkbox(
                "recreate", "Reinitialize my role",
                hint: "Choose this when your IAM permissions have just changed."))
            \(signOut)
            <p class="more"><a href="/console/role">See what your role may do, or end its sessions</a></p></fieldset>
            """)
    }
}

/// Says that the session is shorter than it should be, before the person goes on.
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
                <p>AWS allows no more, because Latchkey itself works with a role's credentials. The people who run this \
                page can change that by giving it an IAM user's.</p>
                <p class="actions">\(HTML.buttonLink("Go on to the console", to: url, .primary))</p>
                """))
    }
}

extension SessionDuration {
    /// In words for people: “1 hour”, “90 minutes”.
    fileprivate var words: String {
        switch seconds {
        case 3_600: "1 hour"
        case let seconds where seconds.isMultiple(of: 3_600): "\(seconds / 3_600) hours"
        default: "\(seconds / 60) minutes"
        }
    }
}

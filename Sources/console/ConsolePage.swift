import LatchkeyCore
import Portal

/// The page that takes people to the AWS console.
struct ConsolePage {
    let destination: ConsoleDestination
    /// Whether the destination is the console's first page, and nobody asked for another.
    let isHome: Bool
    let isShortened: Bool
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
        let target: HTML = isHome ? .empty : "<p>You are going to <code>\(destination)</code>.</p>"
        return """
            \(target)\(HTML.countdown(
                seconds: 4, announcement: "Taking you to the console",
                waiting: "Logging into the console… this can take up to 20 seconds.", form: form))
            """
    }

    private var form: HTML {
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
            <p class="actions">\(HTML.button("Access to the console", .primary))</p>
            \(HTML.checkbox(
                "recreate", "Reinitialize my role",
                hint: "Choose this when your IAM permissions have just changed."))
            \(signOut)
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
                <p>It lasts \(duration.seconds / 60) minutes: AWS gives no longer sessions to Latchkey's own credentials, \
                which are a role's. The people who run this page can change that by giving it an IAM user's.</p>
                <p class="actions">\(HTML.buttonLink("Go on to the console", to: url, .primary))</p>
                """))
    }
}

import AWS
import IAMPolicy
import Pages

/// The page that takes people to the AWS console.
struct LoginPage {
    let destination: ConsoleDestination
    /// Whether nobody asked for a page, so that the destination is the console's first one.
    let isHome: Bool
    /// What is to be said before the login, when most of what the person may do isn't in their role.
    let shortfall: Finding?
    /// Whether the session will be shorter than is configured.
    let isShortened: Bool
    let duration: SessionDuration
    /// Whether AWS has a page to sign out of the console by.
    let canSignOutFirst: Bool
    /// What is chosen beforehand.
    let chosen: LoginRequest
    let forms: Forms
    /// Where the page's script asks for the role to be made ready; nil when nothing is.
    let preparationPath: String?
    /// The operator's own words.
    let introduction: HTML?
    /// Where the browser may get to from the form.
    let signinOrigins: [String]

    var page: Page {
        Page(
            "AWS console", section: .console,
            notice: isShortened
                ? Notice(
                    .information,
                    "Your session will last 1 hour. Latchkey's own AWS credentials don't allow longer sessions.")
                : nil,
            formDestinations: signinOrigins, main: "\(warning)\(introduction)\(HTML.card(nil, content))")
    }

    private var warning: HTML {
        guard let shortfall else { return .empty }
        return .alert(
            Notice(
                .warning,
                """
                \(shortfall.words) \(shortfall.advice ?? "") <a href="/console/role">See what became of each policy.</a>
                """))
    }

    /// The way to the console. It begins by itself, unless there is something to read first, or something was chosen
    /// beforehand, perhaps by a link: that happens only when the person says so.
    private var entry: HTML {
        let isAtOnce = shortfall == nil && !chosen.recreate && !chosen.signOutFirst
        return .countdown(
            seconds: isAtOnce ? 4 : nil, announcement: "Taking you to the console",
            waiting: "Logging into the console… this can take up to 20 seconds.", form: form)
    }

    private var content: HTML {
        let target: HTML =
            isHome
            ? .empty
            : "<div class=\"field\"><p class=\"label\">It opens at</p><code class=\"value\">\(destination)</code></div>"
        let preparation: HTML = preparationPath.map { "<div data-prepare=\"\($0)\" hidden></div>" } ?? .empty
        return """
            <p class="lead">The console opens with the permissions of your IAM user, for \(duration.words).</p>
            \(target)\(preparation)\(entry)
            """
    }

    private func form(ticking: HTML) -> HTML {
        let relay: HTML = isHome ? .empty : "<input type=\"hidden\" name=\"relay\" value=\"\(destination)\">"
        let shortened: HTML = isShortened ? "<input type=\"hidden\" name=\"shortened_known\" value=\"1\">" : .empty
        let signOut: HTML =
            canSignOutFirst
            ? .checkbox(
                "sign_out_first", "Sign out of the console first", isChecked: chosen.signOutFirst,
                hint: "Choose this when AWS says that you must log out first. It ends your other console sessions too.")
            : .empty
        return forms.form(
            to: "/console",
            """
            \(relay)\(shortened)
            <div class="actions">\(HTML.button("Open the AWS console", .primary, isBig: true))\(ticking)</div>
            <fieldset class="options"><legend>If something isn't right</legend>
            \(HTML.checkbox(
                "recreate", "Update my role now", isChecked: chosen.recreate,
                hint: "Choose this when your IAM permissions have just changed."))
            \(signOut)
            <p class="more"><a href="/console/role">See what your role may do, or end its sessions</a></p></fieldset>
            """)
    }
}

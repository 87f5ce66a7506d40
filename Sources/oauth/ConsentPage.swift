import Machines
import Pages

/// Asks a person whether a program on a machine is to be them: who asks for what, and one click.
struct ConsentPage {
    let request: AuthorizationRequest
    /// The name under which the person is signed in.
    let name: String
    let signInSeconds: Int
    let forms: Forms

    /// The form's member that has the answer, and what it is.
    static let answer = "answer"
    static let yes = "yes"
    static let no = "no"

    var page: Page {
        Page(
            "Sign this machine in?", section: .machines, formDestinations: [request.requester.redirect.origin],
            main: .card(
                nil,
                """
                <p class="lead">The program <b>\(request.requester.client.name)</b> wants to get AWS credentials as you.</p>
                <div class="field"><p class="label">On the machine</p>\(machine)</div>
                <div class="field"><p class="label">As</p><code class="value">\(name)</code></div>
                <div class="field"><p class="label">For</p><code class="value">\(duration), or until you end it under Machines</code></div>
                <p>Whoever uses that machine then can do in AWS what you may do. Say yes only if you have just begun this \
                yourself, on that machine.</p>
                <div class="actions">\(form(Self.yes, .button("Sign this machine in", .primary, isBig: true)))\
                \(form(Self.no, .button("No", isBig: true)))</div>
                """))
    }

    private var machine: HTML {
        request.label.map { "<code class=\"value\">\($0)</code>" }
            ?? "<code class=\"value\">that doesn't say its name</code>"
    }

    private var duration: String {
        let hours = signInSeconds / 3_600
        return hours == 1 ? "1 hour" : hours < 48 ? "\(hours) hours" : "\(hours / 24) days"
    }

    private func form(_ answer: String, _ button: HTML) -> HTML {
        let fields = (request.members + [(Self.answer, answer)]).map { name, value -> HTML in
            "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
        }
        return forms.form(to: "/api/oauth/authorize", "\(fields)\(button)")
    }
}

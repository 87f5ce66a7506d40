import Formats
import FoundationEssentials
import HTTPTypes
import Machines
import Pages

/// The list of machines on which a person is signed in.
struct MachinesPage {
    let machines: [SignedInMachine]
    let forms: Forms

    /// What is told after something was ended, by a code; nil for a code that says nothing.
    static func notice(_ code: String, _ label: String) -> Notice? {
        switch code {
        case "ended":
            Notice(.success, "\(name(label.isEmpty ? nil : label)) isn't signed in any more. \(Self.remaining)")
        case "all-ended": Notice(.success, "No machine is signed in any more. \(Self.remaining)")
        default: nil
        }
    }

    private static let remaining: HTML = """
        Credentials that it has from AWS already work until they expire; <a href="/console/role">end all sessions</a> to \
        stop them too.
        """

    func page(notice: Notice?) -> Page {
        Page("Machines", section: .machines, notice: notice, main: "\(list)\(ending)")
    }

    private var list: HTML {
        guard !machines.isEmpty else {
            return .card(
                nil,
                """
                <p class="lead">You are signed in on no machine.</p>
                <p>With <code>latchkey login</code>, the AWS tools on your own machine get short-lived credentials as you.</p>
                """)
        }
        return .card(
            nil,
            .table(
                "Machines on which you are signed in",
                headings: ["Machine", "Signed in (UTC)", "Last renewed (UTC)", "Until (UTC)", ""],
                rows: machines.map(row)))
    }

    private func row(_ machine: SignedInMachine) -> [HTML] {
        let id = machine.id.description
        let name = Self.name(machine.label)
        let ending = HTML.confirmation(
            "End…", of: machine.label ?? id, id: "end-\(id)",
            question: "End the sign-in of \(name)? Its tools get no more credentials until you sign in there again.",
            form: forms.form(
                to: "/machines/\(id)", method: .delete, .button("End it", of: machine.label ?? id, .danger)))
        return [
            "\(name) <small>\(machine.client)</small>", Self.time(machine.began), Self.time(machine.renewed),
            Self.time(machine.ends),
            "<div class=\"actions\">\(ending)</div>",
        ]
    }

    private var ending: HTML {
        guard !machines.isEmpty else { return .empty }
        let question: HTML =
            machines.count == 1 ? "End your only sign-in?" : "End the sign-ins of all \(machines.count) machines?"
        return .card(
            "End all",
            """
            <p>If you don't know a machine here, somebody else may be you. End all, which also ends what you said yes to and no program \
            has fetched yet, and tell the people who run this page.</p>
            \(HTML.confirmation(
                "End all…", id: "end-all", question: question,
                form: forms.form(to: "/machines", method: .delete, .button("End them all", .danger))))
            """)
    }

    private static func name(_ label: String?) -> HTML {
        label.map { "<code>\($0)</code>" } ?? "a machine without a name"
    }

    private static func time(_ date: Date) -> HTML {
        let text = Timestamp.format(date)
        let shown = "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
        return "<time datetime=\"\(text)\">\(shown)</time>"
    }
}

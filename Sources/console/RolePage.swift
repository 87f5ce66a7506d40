import Formats
import FoundationEssentials
import IAMPolicy
import Pages
import RoleMirror
import RoleRecords

/// Shows people what their role consists of and what the next login would change, and lets them end its sessions.
struct RolePage {
    let preview: RolePreview
    let forms: Forms

    static let notices: [String: Notice] = [
        "revoked": Notice(.success, "All sessions of your role have been ended. You can sign in again at once."),
        "revoked-not-synced": Notice(
            .warning,
            """
            All sessions of your role have been ended. The role could not be brought up to date afterwards; the next login \
            tries again.
            """),
    ]

    func page(notice: Notice?) -> Page {
        Page(
            "Your role", section: .console, notice: notice,
            main: "\(warning)\(summary)\(policies)\(findings)\(revocation)")
    }

    private var warning: HTML {
        guard let shortfall = preview.plan.shortfall else { return .empty }
        return .alert(Notice(.warning, "\(shortfall.words) \(shortfall.advice ?? "")"))
    }

    private var summary: HTML {
        let synced: HTML = preview.record?.syncedAt.map(Self.time) ?? "not yet"
        let changes = preview.changes.map { change -> HTML in "<li>\(change.words)</li>" }
        let state: HTML =
            changes.isEmpty
            ? "<p>It is up to date.</p>"
            : "<p>The next login will:</p><ul>\(changes)</ul>"
        let role: HTML =
            preview.hasRole
            ? "<code>\(preview.roleARN)</code>. It has"
            : "<code>\(preview.roleARN)</code>, which the first login makes. It will have"
        let exceptions = isExact ? "" : ", apart from what this page says of your policies"
        return .card(
            nil,
            """
            <p>You enter the console with the role \(role) the permissions of your IAM user\(exceptions).</p>
            <p>Last compared with your user: \(synced).</p>\(state)
            """)
    }

    /// Whether every statement is in the role as it is for the user.
    private var isExact: Bool {
        preview.plan.sources.allSatisfy { $0.findings.allSatisfy { $0.kind == .resolved || $0.kind == .note } }
    }

    private var policies: HTML {
        let sources = preview.plan.sources
        guard sources.contains(where: { !$0.isBoundary }) else {
            return .card("Your policies", "<p>Your IAM user has no policies, so AWS will let you do nothing.</p>")
        }
        return .card(
            "Your policies",
            .table(
                "What became of your policies", headings: ["Policy", "From", "In the role"],
                rows: sources.map { source in
                    let findings = source.findings.map { finding -> HTML in
                        "<small>\(finding.place)\(finding.words). \(finding.advice ?? "")</small>"
                    }
                    return ["\(source.name)", source.origin, "\(source.standing.words)\(findings)"]
                }))
    }

    private var findings: HTML {
        // What concerns a statement stands beside its policy, and the shortfall above.
        let general = preview.plan.findings.filter { $0.statement == nil && $0 != preview.plan.shortfall }
        let items = general.map { finding -> HTML in
            let policy: HTML = finding.policy.map { "<b>\($0)</b>: " } ?? .empty
            return "<li>\(policy)\(finding.words)</li>"
        }
        return .card("Where the role differs from your IAM user", "<ul>\(items)</ul>")
    }

    private var revocation: HTML {
        preview.hasRole ? .card("End all sessions", Self.revocation(forms)) : .empty
    }

    /// The button that ends all sessions, and what it does.
    static func revocation(_ forms: Forms) -> HTML {
        """
        <p>This ends every console session and all credentials that were given out for your role until now. Use it when a \
        laptop is lost, for example. If such a session assumed a further role, that role's session goes on until it \
        expires. Your access keys stay as they are.</p>
        \(HTML.confirmation(
            "End all sessions…", id: "end-sessions",
            question: "End all sessions of your role? Whatever still uses them will stop working.",
            form: forms.form(to: "/console/revoke", .button("End them all", .danger))))
        """
    }

    private static func time(_ date: Date) -> HTML {
        let text = Timestamp.format(date)
        return "<time datetime=\"\(text)\">\(text)</time>"
    }
}

extension RolePlan.Source {
    fileprivate var isBoundary: Bool { standing == .boundary || standing == .boundaryCopy }

    /// Whose policy it is.
    fileprivate var origin: HTML {
        if isBoundary { return "your permissions boundary" }
        return group.map { "the group \($0)" } ?? (arn == nil ? "you" : "a managed policy")
    }
}

extension RolePlan.Source.Standing {
    fileprivate var words: HTML {
        switch self {
        case .attached: "attached as it is"
        case .merged: "its statements, in a policy of the role"
        case .dropped: "nothing of it"
        case .boundary: "also the permissions boundary of the role"
        case .boundaryCopy: "the permissions boundary of the role, as a copy made for you"
        }
    }
}

extension Finding {
    /// The statement that the finding is about, with words behind it that lead on.
    fileprivate var place: HTML { statement.map { "Statement \($0) – " } ?? .empty }
}

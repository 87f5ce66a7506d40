import FoundationEssentials
import IAMPolicy
import LatchkeyCore
import Pages
import RoleMirror
import RoleRecords

/// Shows a person what their role is made of, and lets them end its sessions.
struct RolePage {
    let preview: RolePreview
    let token: HTML

    static let notices: [String: Notice] = [
        "revoked": Notice(.success, "All sessions of your role have been ended. You can sign in again at once."),
        "revoked-not-synced": Notice(
            .warning,
            """
            All sessions of your role have been ended. It could not be brought up to date as well: the next login tries \
            again.
            """),
    ]

    func page(notice: Notice?) -> Page {
        Page("Your role", section: .console, notice: notice, main: "\(summary)\(policies)\(findings)\(revocation)")
    }

    private var summary: HTML {
        let synced: HTML = preview.record?.syncedAt.map(Self.time) ?? "never: it is made when you first sign in"
        let changes = preview.changes.map { write -> HTML in "<li>\(write.words)</li>" }
        let state: HTML =
            changes.isEmpty
            ? "<p>It is as it should be.</p>"
            : "<p>The next login will:</p><ul>\(changes)</ul>"
        return .card(
            nil,
            """
            <p>You enter the console through <code>\(preview.roleARN)</code>, which may do what your IAM user may.</p>
            <p>Last compared with your user: \(synced).</p>\(state)
            """)
    }

    private var policies: HTML {
        let sources = preview.plan.sources
        guard sources.contains(where: { !$0.isBoundary }) else {
            return .card("Your policies", "<p>Your user has no policies: AWS will let you do nothing.</p>")
        }
        return .card(
            "Your policies",
            .table(
                "What became of your policies", headings: ["Policy", "From", "In the role"],
                rows: sources.map { source in
                    ["\(source.name)", source.origin, source.standing.words]
                }))
    }

    private var findings: HTML {
        let items = preview.plan.findings.map { finding -> HTML in
            let policy: HTML = finding.policy.map { "<b>\($0)</b>: " } ?? .empty
            return "<li>\(policy)\(finding.words)</li>"
        }
        return .card("Where the role is not what you are", "<ul>\(items)</ul>")
    }

    private var revocation: HTML {
        preview.hasRole ? .card("End all sessions", Self.revocation(token)) : .empty
    }

    /// What ends all sessions, with what it does in words.
    static func revocation(_ token: HTML) -> HTML {
        """
        <p>Ends every console session and every set of credentials that was opened through your role until now, for \
        example when a laptop is lost. Sessions of further roles that were assumed from it last until they expire. Your \
        access keys are not touched.</p>
        \(HTML.confirmation(
            "End all sessions…",
            question: "End all sessions of your role? Whatever still uses them stops working.",
            form: .form(to: "/console/revoke", token: token, .button("End them all", .danger))))
        """
    }

    private static func time(_ date: Date) -> HTML {
        let text = date.formatted(.iso8601)
        return "<time datetime=\"\(text)\">\(text)</time>"
    }
}

extension RolePlan.Source {
    fileprivate var isBoundary: Bool { standing == .boundary || standing == .boundaryCopy }

    /// Whose it is.
    fileprivate var origin: HTML {
        if isBoundary { return "your permissions boundary" }
        return group.map { "the group \($0)" } ?? (arn == nil ? "you" : "a managed policy")
    }
}

extension RolePlan.Source.Standing {
    fileprivate var words: HTML {
        switch self {
        case .attached: "attached as it is"
        case .merged: "its statements, merged with others"
        case .boundary: "its boundary as well"
        case .boundaryCopy: "its boundary, as a copy for you"
        }
    }
}

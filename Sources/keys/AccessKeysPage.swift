import AWS
import AccessKeys
import FoundationEssentials
import Pages
import Secrets

/// The list of a person's access keys.
struct AccessKeysPage {
    let keys: [ListedAccessKey]
    let token: HTML
    let now: Date

    /// The form's field with the ids of the keys on the list, with spaces between them.
    static let seenField = "access_key_ids"

    static let notices: [String: Notice] = [
        "activated": Notice(.success, "The access key is active again."),
        "deactivated": Notice(.success, "The access key is inactive: nothing can use it until you activate it."),
        "deleted": Notice(.success, "The access key has been deleted."),
    ]

    func page(notice: Notice?) -> Page {
        Page("Access keys", section: .keys, notice: notice, main: "\(list)\(creation)")
    }

    private var list: HTML {
        guard !keys.isEmpty else {
            return .card(
                nil,
                """
                <p class="lead">You have no access keys.</p>
                <p>A program on your own machine is better served by short-lived credentials. Make a key for what can't \
                use those.</p>
                """)
        }
        return .card(
            nil,
            .table(
                "Your access keys", headings: ["Access key", "Status", "Created", "Last used", ""],
                rows: keys.map(row)))
    }

    private func row(_ key: ListedAccessKey) -> [HTML] {
        let isActive = key.metadata.status == .active
        return [
            "<code>\(key.metadata.accessKeyID)</code>",
            .badge(isActive ? "Active" : "Inactive", isActive ? .good : .neutral),
            key.metadata.createDate.map { "\(Self.time($0)) <small>\(age(of: $0))</small>" } ?? "unknown",
            lastUse(key.lastUsed),
            "<div class=\"actions\">\(actions(key.metadata, isActive: isActive))</div>",
        ]
    }

    private func lastUse(_ lastUsed: AccessKeyLastUsed?) -> HTML {
        guard let lastUsed else { return "unknown" }
        guard let date = lastUsed.lastUsedDate else { return "never" }
        let place = [lastUsed.serviceName, lastUsed.region].compactMap { $0 }.filter { $0 != "N/A" }
        return "\(Self.time(date)) <small>\(place.joined(separator: " in "))</small>"
    }

    private func actions(_ key: AccessKeyMetadata, isActive: Bool) -> HTML {
        let path = "/keys/\(key.accessKeyID)"
        let deletion = HTML.confirmation(
            "Delete…",
            question: """
                Delete <code>\(key.accessKeyID)</code>? Whatever still uses it stops working, and this cannot be undone.
                """,
            form: .form(to: path, method: "DELETE", token: token, .button("Delete for good", .danger)))
        guard isActive else {
            return .form(to: "\(path)/active", token: token, .button("Activate")) + deletion
        }
        return .confirmation(
            "Deactivate…", .quiet,
            question:
                "Deactivate <code>\(key.accessKeyID)</code>? Whatever still uses it stops working until you activate it.",
            form: .form(to: "\(path)/active", method: "DELETE", token: token, .button("Deactivate", .primary)))
            + deletion
    }

    private var creation: HTML {
        guard keys.count < UserAccessKeys.limit else {
            return .card(
                "Create an access key",
                """
                <p>You cannot have more than \(UserAccessKeys.limit) access keys at once. To replace one, delete the one that \
                was last used longest ago.</p>
                """)
        }
        let ids = keys.map(\.metadata.accessKeyID.description).joined(separator: " ")
        let seen: HTML = "<input type=\"hidden\" name=\"\(Self.seenField)\" value=\"\(ids)\">"
        return .card(
            "Create an access key",
            """
            <p>Its secret is shown once, right after it is made.</p>
            \(HTML.form(to: "/keys", token: token, seen + .button("Create an access key", .primary)))
            """)
    }

    private static func time(_ date: Date) -> HTML {
        let text = date.formatted(.iso8601)
        return "<time datetime=\"\(text)\">\(String(text.prefix(10)))</time>"
    }

    private func age(of date: Date) -> String {
        let days = Int(now.timeIntervalSince(date) / 86_400)
        switch days {
        case ...0: return "today"
        case 1: return "1 day old"
        default: return "\(days) days old"
        }
    }
}

/// A new access key with its secret: shown this once.
struct NewAccessKeyPage {
    let key: AccessKey
    let guidance: HTML?

    var page: Page {
        Page(
            "Your new access key", section: .keys,
            notice: Notice(.warning, "The secret is shown only now. Once you leave this page, nobody can get it back."),
            main: .card(
                nil,
                """
                \(HTML.copyField("Access key ID", key.accessKeyID.description, id: "access-key-id"))
                \(HTML.secretField("Secret access key", key.secretAccessKey, id: "secret-access-key"))
                \(guidance)
                <p class="actions" data-once="/keys">\(HTML.buttonLink("I have stored it", to: "/keys", .primary))</p>
                """))
    }
}

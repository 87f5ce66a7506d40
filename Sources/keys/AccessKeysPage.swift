import AWS
import AccessKeys
import Formats
import FoundationEssentials
import Pages

/// The list of a person's access keys, with what can be done with each.
struct AccessKeysPage {
    let keys: [ListedAccessKey]
    let token: HTML
    let now: Date

    /// The form field with the IDs of the keys on the list, separated by spaces.
    static let seenField = "access_key_ids"

    static let notices: [String: Notice] = [
        "activated": Notice(.success, "The access key is active again."),
        "deactivated": Notice(.success, "The access key is inactive. Nothing can use it until you activate it again."),
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
                <p>For programs on your own machine, short-lived credentials are safer. Create a key only for what can't use \
                them.</p>
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
        guard let lastUsed else { return "unknown <small>AWS doesn't say</small>" }
        guard let date = lastUsed.lastUsedDate else { return "never" }
        let place = [lastUsed.serviceName, lastUsed.region].compactMap { $0 }.filter { $0 != "N/A" }
        return "\(Self.time(date)) <small>\(place.joined(separator: " in "))</small>"
    }

    private func actions(_ key: AccessKeyMetadata, isActive: Bool) -> HTML {
        let path = "/keys/\(key.accessKeyID)"
        let deletion = HTML.confirmation(
            "Delete…",
            question: """
                Delete <code>\(key.accessKeyID)</code>? Whatever still uses it will stop working, and this cannot be undone.
                """,
            form: .form(to: path, method: "DELETE", token: token, .button("Delete for good", .danger)))
        guard isActive else {
            return .form(to: "\(path)/active", token: token, .button("Activate")) + deletion
        }
        return .confirmation(
            "Deactivate…", .quiet,
            question:
                "Deactivate <code>\(key.accessKeyID)</code>? Whatever still uses it won't work until you activate it again.",
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
            <p>Its secret is shown once, right after the key is created.</p>
            \(HTML.form(to: "/keys", token: token, seen + .button("Create an access key", .primary)))
            """)
    }

    private static func time(_ date: Date) -> HTML {
        let text = Timestamp.format(date)
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

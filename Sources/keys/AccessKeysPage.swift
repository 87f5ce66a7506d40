import AWS
import AccessKeys
import Formats
import FoundationEssentials
import HTTPTypes
import Pages

/// The list of a person's access keys, with what can be done with each.
struct AccessKeysPage {
    let keys: [ListedAccessKey]
    let forms: Forms
    let now: Date

    /// The form field with the IDs of the keys on the list, separated by spaces.
    static let seenField = "access_key_ids"

    /// What is told of the access key `id`, by a code; nil for a code that says nothing.
    static func notice(_ code: String, _ id: String) -> Notice? {
        let key: HTML = "The access key <code>\(id)</code>"
        switch code {
        case "activated": return Notice(.success, "\(key) is active again.")
        case "deactivated":
            return Notice(.success, "\(key) is inactive. Nothing can use it until you activate it again.")
        case "deleted": return Notice(.success, "\(key) has been deleted.")
        default: return nil
        }
    }

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
        let id = key.accessKeyID.description
        let path = "/keys/\(id)"
        let deletion = HTML.confirmation(
            "Delete…", of: id, id: "delete-\(id)",
            question: """
                Delete <code>\(id)</code>? Whatever still uses it will stop working, and this cannot be undone.
                """,
            form: forms.form(to: path, method: .delete, .button("Delete for good", of: id, .danger)))
        guard isActive else {
            return forms.form(to: "\(path)/active", .button("Activate", of: id)) + deletion
        }
        return .confirmation(
            "Deactivate…", of: id, .quiet, id: "deactivate-\(id)",
            question: "Deactivate <code>\(id)</code>? Whatever still uses it won't work until you activate it again.",
            form: forms.form(to: "\(path)/active", method: .delete, .button("Deactivate", of: id, .primary)))
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
            \(forms.form(to: "/keys", seen + .button("Create an access key", .primary)))
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

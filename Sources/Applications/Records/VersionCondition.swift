/// Which versions of a registration a change is meant for (RFC 9110, section 13.1.1).
package enum VersionCondition: Sendable, Equatable {
    /// Whatever there is.
    case any
    /// One of these entity tags.
    case tags(Set<String>)

    /// Reads the field `If-Match`: `*`, or entity tags with commas between them. A weak one (`W/"…"`) matches nothing, as
    /// the field compares strongly.
    package init(ifMatch field: String) {
        let parts = field.split(separator: ",").map { part in
            String(part.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
        self = parts == ["*"] ? .any : .tags(Set(parts))
    }

    func matches(_ version: RegistrationVersion) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains(version.entityTag)
        }
    }
}

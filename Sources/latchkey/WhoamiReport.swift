import AWS
import Formats
import FoundationEssentials
import IdentityProofs

/// What `latchkey whoami` tells.
struct WhoamiReport {
    var identity: IAMIdentity
    /// As STS gives it: of a session, with the session's name behind a colon.
    var userID: String
    var found: FoundCredentials
    var region: Region
    var now: Date

    /// A line for each fact.
    var text: String {
        let facts: [(String, String?)] = [
            ("account", identity.account.rawValue),
            ("kind", kind),
            ("name", identity.name),
            ("session", identity.sessionName),
            ("path", identity.path?.rawValue),
            ("ARN", identity.arn.rawValue),
            ("unique ID", identity.uniqueID ?? userID),
            ("expires", end),
            ("from", found.origin.words),
            ("region", region.rawValue),
        ]
        var text = ""
        for case (let name, let value?) in facts {
            text += name + String(repeating: " ", count: 11 - name.count) + CommandError.line(value) + "\n"
        }
        return text
    }

    /// One object. What isn't known, or doesn't exist for this kind of identity, is null.
    var json: JSONValue {
        func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
        return [
            "account": .string(identity.account.rawValue), "partition": .string(identity.partition.name),
            "kind": .string(identity.kind.rawValue), "name": text(identity.name),
            "session_name": text(identity.sessionName), "path": text(identity.path?.rawValue),
            "arn": .string(identity.arn.rawValue), "unique_id": text(identity.uniqueID), "user_id": .string(userID),
            "temporary": .bool(isTemporary),
            "expires_at": text(found.credentials.expiration.map { Timestamp.format($0) }),
            "source": found.origin.json, "region": .string(region.rawValue),
        ]
    }

    private var isTemporary: Bool { found.credentials.sessionToken != nil }

    private var kind: String {
        switch identity.kind {
        case .user: "IAM user"
        case .role: identity.sessionName == nil ? "role" : "session of a role"
        case .root: "root of the account"
        case .federatedUser: "federated user"
        }
    }

    private var end: String {
        guard let end = found.credentials.expiration else {
            return isTemporary ? "not known" : "never"
        }
        return "\(Timestamp.format(end)) (in \(Self.words(end.timeIntervalSince(now))))"
    }

    /// A time to come in the two largest units: `3 h 5 min`.
    static func words(_ interval: TimeInterval) -> String {
        let seconds = Int(max(0, min(interval, 1e9)))
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60)
        if days > 0 { return "\(days) d \(hours) h" }
        if hours > 0 { return "\(hours) h \(minutes) min" }
        return minutes > 0 ? "\(minutes) min" : "\(seconds) s"
    }
}

package import AWS
import Formats
package import FoundationEssentials

/// What a tag on a user says of the user's first password or access key.
package enum FirstSecretTag: Sendable, Hashable {
    /// A run of the tool is making it, since a time of AWS's clock. The run has a token that nobody else has.
    case pending(since: Date, run: String)
    /// The person was given their first key, and makes further ones themselves.
    case given(AccessKeyID)

    /// The key of the tag that says which access key was given. A claim has a tag of its own, or one that comes late would take
    /// its place. What the file says of a user's tags leaves both alone.
    package static let givenKey = "latchkey:first-key"

    /// The key of the tag by which a run claims the making.
    package static func claimKey(of secret: FirstSecret) -> String {
        switch secret {
        case .password: "latchkey:first-password-claim"
        case .accessKey: "latchkey:first-key-claim"
        }
    }

    /// Nil for what this doesn't write.
    package init?(_ value: String) {
        let words = value.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map {
            String($0) ?? ""
        }
        switch (words.first, words.count) {
        case ("pending", 3):
            guard let date = Timestamp.parse(words[1]), !words[2].isEmpty else { return nil }
            self = .pending(since: date, run: words[2])
        case ("given", 2):
            guard let id = AccessKeyID(words[1]) else { return nil }
            self = .given(id)
        default: return nil
        }
    }

    /// What the tags of a user say of a secret: that it was given counts before a claim.
    package init?(of secret: FirstSecret, among tags: [Tag]) {
        let keys = (secret == .accessKey ? [Self.givenKey] : []) + [Self.claimKey(of: secret)]
        let found = keys.lazy.compactMap { key in tags.first { $0.key == key }.flatMap { FirstSecretTag($0.value) } }
            .first
        guard let found else { return nil }
        self = found
    }

    package var value: String {
        switch self {
        case .pending(let date, let run): "pending \(Timestamp.format(date)) \(run)"
        case .given(let id): "given \(id)"
        }
    }
}

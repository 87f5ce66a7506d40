import Cryptography
import Formats
package import FoundationEssentials

/// The people of an application whose tokens are refused, and up to which time of issue.
///
/// A revocation is kept for a day, and the latest thousand of them. What is older, or too much, is no longer known by the person:
/// then the tokens of all people up to its moment are refused, so that no revocation is ever taken back.
package struct PersonRevocations: Sendable, Equatable {
    /// For how long a revocation is known by its person, in seconds.
    static let life = 86_400
    /// How many are.
    static let bound = 1_000
    /// What is longer wasn't written by Latchkey.
    private static let maximumByteCount = 65_536

    /// By a digest of the person, in seconds since 1970.
    private var people: [String: Int] = [:]
    /// For all people, in seconds since 1970; 0 for none.
    private var everybody = 0

    init() {}

    /// Whether there is or was any.
    package var isEmpty: Bool { people.isEmpty && everybody == 0 }

    /// Refuses a person's tokens up to now.
    ///
    /// - Parameters:
    ///   - person: whose.
    ///   - now: the time.
    mutating func revoke(_ person: RevokedPerson, at now: Date) {
        let now = Self.seconds(now)
        let digest = Self.digest(person.sessionName)
        people[digest] = max(people[digest] ?? 0, now)
        let oldestFirst = people.sorted { $0.value < $1.value }
        for (index, entry) in oldestFirst.enumerated() {
            guard entry.value <= now - Self.life || oldestFirst.count - index > Self.bound else { break }
            people[entry.key] = nil
            everybody = max(everybody, entry.value)
        }
    }

    /// Up to when a person's tokens are refused, in seconds since 1970; nil if none are.
    package func moment(of person: String) -> Int? {
        guard !isEmpty else { return nil }
        let moment = max(people[Self.digest(person)] ?? 0, everybody)
        return moment > 0 ? moment : nil
    }

    /// Whether a token is refused.
    ///
    /// Of an application with revocations, a token that doesn't say when it was issued could be of any time, and one that is
    /// older than a day of a time of which not all is known.
    ///
    /// - Parameters:
    ///   - person: as the session names them.
    ///   - issued: when the token was issued; nil if it doesn't say.
    ///   - now: the time.
    /// - Returns: whether nothing is given for it.
    package func refuse(_ person: String, issued: Date?, at now: Date) -> Bool {
        guard !isEmpty else { return false }
        guard let issued else { return true }
        return Self.seconds(issued) <= max(moment(of: person) ?? 0, Self.seconds(now) - Self.life)
    }

    // MARK: In the table

    /// `{"everybody":0,"people":{"…":1700000000}}`; nil without any.
    var text: String? {
        guard !isEmpty else { return nil }
        let members = people.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .integer($0.value)) }
        return JSONValue.object([.init("everybody", .integer(everybody)), .init("people", .object(members))]).text
    }

    /// Reads ``text``.
    init?(_ text: String) {
        guard text.utf8.count <= Self.maximumByteCount, let json = try? JSONReader.read(Array(text.utf8)),
            !json.hasDuplicateMembers, case .integer(let everybody)? = json["everybody"],
            case .object(let members)? = json["people"], members.count <= Self.bound
        else { return nil }
        self.everybody = everybody
        for member in members {
            guard case .integer(let moment) = member.value else { return nil }
            people[member.name] = moment
        }
    }

    /// 16 bytes tell people apart, and a thousand of them fit into a record.
    private static func digest(_ person: String) -> String {
        Base64URL.encode(Array(SHA256.digest(person).prefix(16)))
    }

    private static func seconds(_ date: Date) -> Int { Int(date.timeIntervalSince1970.rounded(.down)) }
}

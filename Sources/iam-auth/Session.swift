import AWS
import Formats
import FoundationEssentials
import IdentityProofs

/// A session of somebody who has proved who they are, as a sealed cookie holds it.
struct Session: Sendable, Equatable {
    let id: SessionID
    var proven: ProvenIdentity
    /// When its owner proved who they are, in whole seconds since 1970, by AWS's clock.
    var issued: Int
    var expires: Int

    /// The text that is sealed.
    var bytes: [UInt8] {
        let identity = proven.identity
        let facts = proven.organization.map { facts in
            JSONValue(present: [
                "id": facts.id.map { .string($0) }, "paths": .array(facts.paths.map { .string($0) }),
                "tags": .object(
                    facts.principalTags.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }),
            ])
        }
        return JSONValue(present: [
            "session": .string(id.text), "arn": .string(identity.arn.rawValue),
            "id": identity.uniqueID.map { .string($0) },
            "issued": .integer(issued), "expires": .integer(expires), "org": facts,
        ]).bytes
    }

    /// - Parameters:
    ///   - proven: whose it is.
    ///   - id: nil for a new one.
    ///   - issued: when they proved it, in seconds since 1970.
    ///   - expires: when it ends.
    init(_ proven: ProvenIdentity, id: SessionID? = nil, issued: Int, expires: Int) {
        self.id = id ?? SessionID(of: proven.identity)
        self.proven = proven
        self.issued = issued
        self.expires = expires
    }

    /// Reads what was sealed; nil for what another version sealed.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSONReader.read(bytes, maximumDepth: 4),
            let id = json["session"]?.string.flatMap({ SessionID($0) }),
            let arn = json["arn"]?.string.flatMap({ ARN($0) }),
            let identity = IAMIdentity(arn: arn, userID: json["id"]?.string),
            case .integer(let issued)? = json["issued"], case .integer(let expires)? = json["expires"]
        else { return nil }
        self.init(
            ProvenIdentity(identity, organization: json["org"].flatMap(Self.facts)), id: id, issued: issued,
            expires: expires)
    }

    private static func facts(_ json: JSONValue) -> OrganizationFacts? {
        guard case .object(let tags)? = json["tags"], case .array(let paths)? = json["paths"] else { return nil }
        return OrganizationFacts(
            id: json["id"]?.string, paths: paths.compactMap(\.string),
            principalTags: Dictionary(tags.compactMap { tag in tag.value.string.map { (tag.name, $0) } }) { first, _ in
                first
            })
    }
}

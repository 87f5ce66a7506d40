import AWS
import FoundationEssentials

/// Which application says that it has a role, so that no two have one.
///
/// A claim is written before the registration, and counts while its owner's registration names the role. One of an owner whose
/// registration doesn't is left from a change, a deletion or a crash, unless it was written a moment ago.
struct RoleClaim: Sendable, Equatable {
    /// How long a claim counts without a registration, in seconds.
    static let grace: TimeInterval = 60

    let owner: ApplicationIdentity
    let heldSince: Date
    /// The version of the registration that it was written for.
    let version: String

    /// Whether its owner may be about to write the registration.
    func isFresh(at now: Date) -> Bool { now.timeIntervalSince(heldSince) < Self.grace }
}

extension ApplicationTable {
    private static func id(_ role: RoleARN) -> String { "role/\(role.key)" }

    /// Claims a role for a registration that is about to be written.
    ///
    /// - Parameters:
    ///   - record: of which application and version the claim is.
    ///   - now: the time.
    ///   - former: the claim that it replaces; nil replaces none but the application's own.
    /// - Returns: whether the role is the application's now.
    /// - Throws: the errors of any call.
    func claim(
        for record: ApplicationRecord, at now: Date, replacing former: RoleClaim? = nil
    ) async throws(ApplicationsError) -> Bool {
        var values: Item = [
            ":owner": .s(record.identity.description), ":version": .s(record.version.description),
            ":held_since": .n(Int(now.timeIntervalSince1970.rounded(.down))),
        ]
        var condition = "attribute_not_exists(#id) OR #owner = :owner"
        if let former {
            condition = "(#owner = :other AND #version = :former) OR #version = :version"
            values[":other"] = .s(former.owner.description)
            values[":former"] = .s(former.version)
        }
        return try await update(
            Self.id(record.registration.role), "SET #owner = :owner, #held_since = :held_since, #version = :version",
            if: condition,
            names: former == nil ? ["id", "owner", "held_since", "version"] : ["owner", "held_since", "version"],
            values: values)
    }

    /// Who says that they have a role; nil if nobody does, or in a form that isn't ours.
    func claim(on role: RoleARN) async throws(ApplicationsError) -> RoleClaim? {
        guard let item = try await item(Self.id(role)),
            let owner = item["owner"]?.string.flatMap({ ApplicationIdentity($0) }),
            let version = item["version"]?.string, let since = item["held_since"]?.integer
        else { return nil }
        return RoleClaim(owner: owner, heldSince: Date(timeIntervalSince1970: Double(since)), version: version)
    }

    /// Undoes ``claim(for:at:replacing:)``, as the owner before has registered the role meanwhile.
    func giveBack(_ former: RoleClaim, from record: ApplicationRecord) async throws(ApplicationsError) {
        _ = try await update(
            Self.id(record.registration.role), "SET #owner = :other, #version = :former",
            if: "#owner = :owner AND #version = :version", names: ["owner", "version"],
            values: [
                ":owner": .s(record.identity.description), ":version": .s(record.version.description),
                ":other": .s(former.owner.description), ":former": .s(former.version),
            ])
    }

    /// Gives a role back, if it was claimed for this version and nobody has claimed it since.
    func release(_ record: ApplicationRecord) async throws(ApplicationsError) {
        _ = try await delete(
            Self.id(record.registration.role),
            if: Expression(
                "#owner = :owner AND #version = :version", names: ["#owner": "owner", "#version": "version"],
                values: [
                    ":owner": .s(record.identity.description), ":version": .s(record.version.description),
                ]))
    }
}

import AWS
import Formats
import OAuthClient

/// What `latchkey roles` tells.
struct RoleList {
    /// What a portal offers.
    struct Offer {
        var signIn: String
        var roles: [String] = []
        /// Why it couldn't be asked.
        var failure: String?
    }

    var profiles: [PersonalProfile]
    var offers: [Offer]
    var defaultName: String?

    /// A line for each profile, and for each role that no profile names.
    var text: String {
        guard !profiles.isEmpty || !offers.isEmpty else {
            return "There are no profiles. Run “latchkey configure https://…” with your portal's address.\n"
        }
        var rows: [[String]] = profiles.map {
            [$0.name + ($0.name == defaultName ? " (default)" : ""), $0.signIn.name, words(of: $0)]
        }
        for offer in offers {
            rows += offer.roles.filter { !isNamed($0, at: offer.signIn) }.map { ["-", offer.signIn, $0] }
            if let failure = offer.failure { rows.append(["-", offer.signIn, "unknown: \(failure)"]) }
        }
        return Self.table([["PROFILE", "SIGN-IN", "ROLE"]] + rows)
    }

    /// One object with both lists.
    var json: JSONValue {
        let profiles = profiles.map { profile in
            JSONValue(present: [
                "name": .string(profile.name), "sign_in": .string(profile.signIn.name), "role": profile.role.json,
                "region": profile.region.map { .string($0.rawValue) }, "default": .bool(profile.name == defaultName),
            ])
        }
        let offers = offers.map { offer in
            JSONValue(present: [
                "sign_in": .string(offer.signIn), "roles": .array(offer.roles.map { .string($0) }),
                "problem": offer.failure.map { .string($0) },
            ])
        }
        return ["profiles": .array(profiles), "portals": .array(offers)]
    }

    /// Whether a profile stands for a role of a portal. One that names no role stands for the first.
    private func isNamed(_ role: String, at signIn: String) -> Bool {
        profiles.contains {
            guard $0.signIn.name == signIn, case .portal(let name) = $0.role else { return false }
            return (name ?? firstRole(at: signIn)) == role
        }
    }

    private func firstRole(at signIn: String) -> String? { offers.first { $0.signIn == signIn }?.roles.first }

    private func words(of profile: PersonalProfile) -> String {
        switch profile.role {
        case .portal(let name): name ?? firstRole(at: profile.signIn.name) ?? "the portal's first"
        case .direct(let arn): arn.rawValue
        }
    }

    /// Rows whose columns stand below each other.
    private static func table(_ rows: [[String]]) -> String {
        let rows = rows.map { $0.map(CommandError.line) }
        let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let padded = (0..<2).map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count) }
            return (padded + [row[2]]).joined(separator: "  ") + "\n"
        }.joined()
    }
}

extension PersonalProfile.Role {
    fileprivate var json: JSONValue {
        switch self {
        case .portal(let name): name.map { .string($0) } ?? .null
        case .direct(let arn): .string(arn.rawValue)
        }
    }
}

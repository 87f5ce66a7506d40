import AWS
import IAMPolicy

/// Finds what AWS wouldn't accept on the way from what an account has to what its file says, before anything is written.
struct PeakCheck {
    private struct Place: Hashable {
        var holder: Entity
        var what: String
    }

    private struct Peak {
        var entity: Entity
        var count: Int
        var limit: Int
        var advice: String
        /// How many there are at the end.
        var last = 0
    }

    private let observed: ObservedAccount
    private let lines: [Entity: Int]

    init(file: AccountFile, observed: ObservedAccount) {
        self.observed = observed
        var lines: [Entity: Int] = [:]
        for entry in file.people { lines[Holder.user(entry.name).key] = entry.line }
        for entry in file.groups { lines[Holder.group(entry.name).key] = entry.line }
        for entry in file.roles { lines[Holder.role(entry.name).key] = entry.line }
        self.lines = lines
    }

    /// - Parameter steps: all of a plan, in their order.
    /// - Returns: what is too much after any of them, and isn't in the file itself.
    func excesses(of steps: [Step]) -> [LimitExcess] {
        // The account may be large, and most plans change nobody's rights.
        guard steps.contains(where: { $0.change != nil }) else { return [] }
        var held = HeldPolicies(observed)
        var peaks: [Place: Peak] = [:]
        for step in steps {
            guard let change = step.change else { continue }
            held.apply(change)
            for (place, peak) in measure(change, held, step.entity) {
                if peaks[place].map({ $0.count < peak.count }) ?? true { peaks[place] = peak }
                peaks[place]?.last = peak.count
            }
        }
        // What is too much in the end is found in the file itself.
        let found = peaks.filter { place, peak in
            peak.count > peak.limit && (peak.last <= peak.limit || lines[place.holder] == nil)
        }.map { place, peak in
            LimitExcess(
                entity: peak.entity, line: lines[place.holder] ?? 0, what: "\(place.what) in between",
                count: peak.count, limit: peak.limit, advice: peak.advice)
        }
        return found.sorted { ($0.entity.words, $0.what) < ($1.entity.words, $1.what) } + versions(of: steps)
    }

    private func measure(_ change: RightsChange, _ held: HeldPolicies, _ entity: Entity) -> [(Place, Peak)] {
        switch change {
        case .putInline(_, _, let holder), .deleteInline(_, let holder), .shut(let holder), .open(let holder):
            let count = held[holder.key].inline.values.reduce(0) { $0 + $1.countedCharacters }
            return [
                (
                    Place(holder: holder.key, what: "characters of inline policies"),
                    Peak(
                        entity: entity, count: count,
                        limit: observed.quota(holder.inlineQuota.name, holder.inlineQuota.usual),
                        advice: "make room first: delete an inline policy by hand, or have a managed one in its place")
                )
            ]
        case .attach(_, let holder), .detach(_, let holder):
            return [
                (
                    Place(holder: holder.key, what: "managed policies"),
                    Peak(
                        entity: entity, count: held[holder.key].attached.count,
                        limit: observed.quota(holder.attachmentQuota.name, holder.attachmentQuota.usual),
                        advice: "detach one by hand first, or ask AWS for a higher quota")
                )
            ]
        case .join(_, let user), .leave(_, let user):
            let key = Holder.user(user).key
            return [
                (
                    Place(holder: key, what: "groups"),
                    Peak(
                        entity: Entity(.user, user.rawValue), count: held[key].groups.count,
                        limit: observed.quota("GroupsPerUserQuota", 10),
                        advice: "take the user out of one by hand first")
                )
            ]
        case .setDocument, .setBoundary, .removeGroup: return []
        }
    }

    /// The versions of all policies in the account together. A policy that has five loses its oldest one for a new one.
    private func versions(of steps: [Step]) -> [LimitExcess] {
        guard let present = observed.summary["PolicyVersionsInUse"],
            let limit = observed.summary["PolicyVersionsInUseQuota"]
        else { return [] }
        var versions = Dictionary(
            observed.details.policies.map { ($0.policy.arn, $0.policyVersionList.count) }, uniquingKeysWith: max)
        var added = 0
        for case .setDocument(_, let policy)? in steps.map(\.change) where versions[policy, default: 0] < 5 {
            versions[policy, default: 0] += 1
            added += 1
        }
        guard added > 0, present + added > limit else { return [] }
        return [
            LimitExcess(
                entity: Entity(.policy), line: 0, what: "policy versions", count: present + added, limit: limit,
                advice: "delete versions that don’t apply, or ask AWS for a higher quota")
        ]
    }
}

extension String {
    /// How many characters a policy's text has as AWS counts, without white space.
    var countedCharacters: Int { unicodeScalars.count { !$0.properties.isWhitespace } }
}

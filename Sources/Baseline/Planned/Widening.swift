import AWS
import IAMPolicy

/// Rights that become wider by something that is taken away: what denied, or a permissions boundary.
struct Widening: Sendable, Hashable {
    /// What goes: “the Deny of self-service”.
    var lost: [String]
    /// What allows by then what was kept from them.
    var kept: [String]
    /// Whose rights they are, as a person names them.
    var holders: [String]
    /// Where the file has them.
    var place: Place

    enum Place: Sendable, Hashable {
        /// In it, so that it says itself what they keep.
        case inFile
        case outside
        /// There is no file: all of it is taken away.
        case noFile
    }

    /// A line about them.
    var words: String {
        let isOne = holders.count == 1
        let line =
            "\(Self.list(holders)) \(isOne ? "loses" : "lose") \(lost.joined(separator: ", ")) and "
            + "\(isOne ? "keeps" : "keep") \(kept.joined(separator: ", "))"
        return switch place {
        case .inFile: line
        case .outside:
            line + ", and \(isOne ? "isn’t" : "aren’t") in the file: take that from them first, or add them to it"
        case .noFile: line + ": take that from them first"
        }
    }

    private static let shown = 5

    /// The first of many names, and how many more there are.
    static func list(_ names: [String]) -> String {
        let more = names.count - shown
        return names.prefix(shown).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}

/// Finds whose rights become wider by what a plan takes away. What the file gives isn't looked at: the plan shows that.
struct WideningCheck: Sendable {
    let observed: ObservedAccount
    /// The people and the roles of the file, by their keys; nil if there is no file.
    let insiders: Set<Entity>?

    /// - Parameters:
    ///   - steps: all of a plan.
    ///   - removed: what goes as a whole, by its keys.
    /// - Returns: those whose rights become wider, together where the same happens to them.
    func widenings(by steps: [Step], removing removed: Set<Entity>) -> [Widening] {
        let changes = steps.compactMap(\.change)
        guard !changes.isEmpty else { return [] }
        let before = HeldPolicies(observed)
        var after = before
        for change in changes { after.apply(change) }
        let touched = Touched(changes)
        let holders =
            observed.details.userDetailList.map {
                (Holder.user($0.user.userName), "user/\($0.user.userName)")
            }
            + observed.details.roleDetailList.map {
                (Holder.role($0.role.roleName), "role/\($0.role.roleName)")
            }
        var found: [Widening] = []
        for (holder, words) in holders {
            let key = holder.key
            guard !removed.contains(key), touched.touches(key, in: before) else { continue }
            let isInFile = insiders?.contains(key) ?? false
            let place: Widening.Place = isInFile ? .inFile : insiders == nil ? .noFile : .outside
            let change = Followed(before: Rights(of: key, in: before), after: Rights(of: key, in: after))
            guard let (lost, kept) = change.widening(isInFile: isInFile) else { continue }
            if let index = found.firstIndex(where: {
                $0.lost == lost && $0.kept == kept && $0.place == place
            }) {
                found[index].holders.append(words)
            } else {
                found.append(Widening(lost: lost, kept: kept, holders: [words], place: place))
            }
        }
        return found
    }
}

/// Whose rights changes are about.
private struct Touched {
    private var holders: Set<Entity> = []
    private var policies: Set<ARN> = []

    init(_ changes: [RightsChange]) {
        for change in changes {
            switch change {
            case .putInline(_, _, let holder), .deleteInline(_, let holder), .attach(_, let holder),
                .detach(_, let holder), .setBoundary(_, let holder), .shut(let holder), .open(let holder):
                holders.insert(holder.key)
            case .setDocument(_, let policy): policies.insert(policy)
            case .join(_, let user), .leave(_, let user): holders.insert(Holder.user(user).key)
            case .removeGroup(let group, _): holders.insert(Holder.group(group).key)
            }
        }
    }

    func touches(_ me: Entity, in held: HeldPolicies) -> Bool {
        let mine = held[me]
        if mine.boundary.map(policies.contains) ?? false { return true }
        return mine.groups.union([me]).contains {
            holders.contains($0) || !policies.isDisjoint(with: held[$0].attached)
        }
    }
}

/// The policies of somebody by where they have them from.
private struct Rights {
    /// Where a policy stands.
    enum Source: Hashable {
        case managed(ARN)
        case inline(PolicyName, Entity)
    }

    /// What each says; nil for what isn't known.
    private(set) var policies: [Source: PolicyMeaning?] = [:]
    let me: Entity
    let boundary: ARN?
    /// Nil if it isn't known, or there is none.
    let bound: PolicyMeaning?

    init(of me: Entity, in held: HeldPolicies) {
        self.me = me
        boundary = held[me].boundary
        bound = boundary.flatMap(held.meaning)
        for holder in held[me].groups.union([me]) {
            // What denies everything since a change was broken off goes when that is done.
            for (name, text) in held[holder].inline where name.rawValue != AccountWriter.shutPolicyName {
                policies.updateValue(PolicyMeaning(parsing: text), forKey: .inline(name, holder))
            }
            for arn in held[holder].attached { policies.updateValue(held.meaning(of: arn), forKey: .managed(arn)) }
        }
    }

    func words(_ source: Source) -> String {
        switch source {
        case .managed(let arn): arn.words
        case .inline(let name, me): "the inline policy \(name)"
        case .inline(let name, let holder): "the inline policy \(name) of \(holder.words)"
        }
    }

    /// What surely is denied.
    var denies: Set<PolicyMeaning.Statement> { policies.values.reduce(into: []) { $0.formUnion($1?.denies ?? []) } }

    /// What a policy denies, as far as is known; everything where that isn't known, and there may be something.
    func mayDeny(_ source: Source) -> Set<PolicyMeaning.Statement> {
        guard let meaning = policies[source] else { return [] }
        if let meaning { return meaning.denies }
        // AWS's own policies aren't read; those that deny say so in their names.
        if case .managed(let arn) = source, arn.accountID == nil, !PlannedPolicies.denies(byName: arn) { return [] }
        return PolicyMeaning(.denyingEverything).denies
    }

    /// Whether a policy may allow something of what these statements are about.
    func mayAllow(_ source: Source, ofWhat statements: [PolicyMeaning.Statement]) -> Bool {
        guard let known = policies[source] else { return false }
        guard let known else {
            if case .managed(let arn) = source { return !PlannedPolicies.denies(byName: arn) }
            return true
        }
        return known.allows.contains { allowed in statements.contains { allowed.mayMeet($0) } }
    }
}

/// Somebody's rights at two moments.
private struct Followed {
    let before: Rights
    let after: Rights

    /// What goes and what allows by then what it kept from them; nil if no right becomes wider so.
    func widening(isInFile: Bool) -> (lost: [String], kept: [String])? {
        var lost: [String] = []
        var open: [PolicyMeaning.Statement] = []
        let denied = after.denies
        for source in before.policies.keys {
            // The plan shows what a policy of the file loses.
            if isInFile, after.policies[source] != nil { continue }
            let gone = before.mayDeny(source).filter { old in !denied.contains { old.isDenied(by: $0) } }
            guard !gone.isEmpty else { continue }
            lost.append("the Deny of \(before.words(source))")
            open += gone
        }
        lost.sort()
        if let boundary = lostBoundary(isInFile: isInFile) {
            lost.append(words(ofLost: boundary))
            open += PolicyMeaning(.denyingEverything).denies
        }
        let kept = after.policies.keys.filter { after.mayAllow($0, ofWhat: open) }.map(after.words).sorted()
        return lost.isEmpty || kept.isEmpty ? nil : (lost, kept)
    }

    private func words(ofLost boundary: ARN) -> String {
        switch after.boundary {
        case nil: "the permissions boundary \(boundary.words)"
        case boundary?: "part of the permissions boundary \(boundary.words)"
        case let other?: "the permissions boundary \(boundary.words) for \(other.words)"
        }
    }

    /// The former boundary, unless what bounds by then surely leaves no more.
    private func lostBoundary(isInFile: Bool) -> ARN? {
        guard let old = before.boundary else { return nil }
        if old == after.boundary, isInFile || before.bound == after.bound { return nil }
        guard after.boundary != nil, let former = before.bound, let coming = after.bound else { return old }
        let isNarrower =
            coming.allows.allSatisfy { new in former.allows.contains { new.isCovered(by: $0) } }
            && former.denies.allSatisfy { gone in coming.denies.contains { gone.isDenied(by: $0) } }
        return isNarrower ? nil : old
    }
}

import AWS
import IAMPolicy

/// A change during which the role's sessions go on working: every Deny of the old role and of the plan stands in inline
/// policies before anything is added, and until everything old is gone.
struct GuardedChange {
    private let difference: RoleDifference
    /// The Denies that stand while the role changes.
    private let denies: [InlinePolicyName: PolicyDocument]

    /// Nil where these Denies can't be known, aren't enough or have no room: then ``ShutChange`` is needed.
    init?(_ difference: RoleDifference) {
        self.difference = difference
        denies = Self.denies(during: difference)
        guard isPossible else { return nil }
    }

    var changeSet: ChangeSet {
        // A role, or a policy of Latchkey's own, has to exist before anything is written to it.
        let comesFirst = difference.isNew || difference.boundaryNeedsPolicy
        let guards = difference.tags.early + puttingDenies + difference.settingBoundary
        let foundation = difference.foundation
        let (first, second) = comesFirst ? (foundation, guards) : ([], foundation + guards)
        let adding = adding + difference.tags.late
        let stages: [[RoleChange]]
        if difference.held.attached.count + difference.attaching.count <= difference.quotas.attachedPolicies {
            stages = [first, second, adding, removing]
        } else if removingTakesDenies {
            // A policy that takes a Deny along goes only after the Deny that stands in for it has been written.
            stages = [first, second, removing, adding]
        } else {
            stages = [first, second + removing, adding]
        }
        return ChangeSet(stages, closing: [closing], unusedPolicies: difference.unusedPolicies)
    }

    // MARK: Denies meanwhile

    /// The planned Denies, and every other Deny that comes with a policy or goes with one.
    private static func denies(during difference: RoleDifference) -> [InlinePolicyName: PolicyDocument] {
        let (held, plan) = (difference.held, difference.plan)
        var documents = plan.inlinePolicies.filter { $0.key.isDeny }
        for (name, document) in held.documents {
            if name == InlinePolicyName.revocation.policyName {
                documents[.revocation] = documents[.revocation] ?? document
            } else {
                documents.addDenies(of: document)
            }
        }
        // A policy that comes or goes alone brings or takes its Allows and Denies in one write.
        let count = difference.attaching.count + difference.detaching.count + (difference.inlineAllowsChange ? 1 : 0)
        if count > 1 {
            for document in difference.attaching.values { documents.addDenies(of: document) }
            for case let document? in difference.detaching.values { documents.addDenies(of: document) }
        }
        for name in documents.keys where documents[name] != plan.inlinePolicies[name] { documents[name]?.sort() }
        return documents
    }

    /// Whether the Denies are enough, can be known, and have room.
    private var isPossible: Bool {
        let (held, tagging, settingBoundary) = (difference.held, difference.tags.all, difference.settingBoundary)
        let policiesChange = difference.policiesChange
        guard held.unreadable.isEmpty, !difference.detaching.values.contains(nil), difference.resets.isEmpty else {
            return false
        }
        // The old policies may not go with the new boundary, nor the new ones with the old.
        if held.boundary != nil, !settingBoundary.isEmpty, policiesChange { return false }
        if !tagging.isEmpty, mentionsTags, policiesChange || !settingBoundary.isEmpty || tagging.count > 1 {
            return false
        }
        return largestInlineSize <= difference.quotas.inlineCharacters
    }

    /// The most that the inline policies take up at any time, in characters without white space.
    private var largestInlineSize: Int {
        var sizes = difference.held.sizes
        let documents = difference.plan.inlinePolicies.merging(denies) { $0.size > $1.size ? $0 : $1 }
        for (name, document) in documents {
            sizes[name.policyName] = max(sizes[name.policyName] ?? 0, document.size)
        }
        return sizes.values.reduce(0, +)
    }

    /// Whether anything here may be decided by the role's tags. What a boundary says that isn't Latchkey's own isn't known.
    private var mentionsTags: Bool {
        let (held, plan) = (difference.held, difference.plan)
        if held.boundary != nil || plan.permissionsBoundary != nil { return true }
        let documents =
            held.documents.values + held.attached.values.compactMap { $0 } + plan.inlinePolicies.values
            + plan.attachedPolicies.values
        return documents.contains { $0.minified.lowercased().contains("aws:principaltag") }
    }

    /// Whether a Deny goes with what is removed.
    private var removingTakesDenies: Bool {
        let inline = difference.held.documents.filter { !difference.isPlanned($0.key) }.values
        return (inline + difference.detaching.values.compactMap { $0 }).contains { document in
            document.statements.contains { $0.effect == .deny }
        }
    }

    // MARK: Writes

    private var puttingDenies: [RoleChange] {
        denies.sorted { $0.key < $1.key }.filter { difference.held.known[$0.key] != $0.value }.map(RoleChange.putInline)
    }

    private var adding: [RoleChange] {
        difference.plan.inlinePolicies.sorted { $0.key < $1.key }.filter { name, document in
            !name.isDeny && difference.held.known[name] != document
        }.map(RoleChange.putInline) + difference.attachments
    }

    private var removing: [RoleChange] {
        difference.held.inlineNames.sorted().filter { name in
            guard !difference.isPlanned(name) else { return false }
            // The Denies meanwhile go last. A policy may have the name of one and hold no Deny.
            return InlinePolicyName(rawValue: name.rawValue).map { !$0.isDeny || denies[$0] == nil } ?? true
        }.map { .deleteInline(name: $0) } + difference.detachments
    }

    /// Takes away the Denies that aren't planned, and the boundary.
    private var closing: [RoleChange] {
        InlinePolicyName.allCases.compactMap { name in
            let planned = difference.plan.inlinePolicies[name]
            guard name.isDeny, let standing = denies[name], standing != planned else { return nil }
            return planned.map { .putInline(name, $0) } ?? .deleteInline(name: name.policyName)
        } + difference.deletingBoundary
    }
}

extension RoleDifference {
    /// Whether an inline policy that isn't one of Denies comes, goes or changes.
    fileprivate var inlineAllowsChange: Bool {
        InlinePolicyName.allCases.contains { !$0.isDeny && held.known[$0] != plan.inlinePolicies[$0] }
            || held.inlineNames.contains { InlinePolicyName(rawValue: $0.rawValue) == nil }
    }
}

extension [InlinePolicyName: PolicyDocument] {
    /// Merges a document's Denies into those of the same language version.
    fileprivate mutating func addDenies(of document: PolicyDocument) {
        for statement in document.statements where statement.effect == .deny {
            let name = InlinePolicyName(effect: .deny, version: document.version)
            var merged = self[name] ?? PolicyDocument(version: document.version, statements: [])
            if !merged.statements.contains(statement) { merged.statements.append(statement) }
            self[name] = merged
        }
    }
}

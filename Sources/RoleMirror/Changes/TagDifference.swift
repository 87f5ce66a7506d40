import AWS

/// The difference between the tags that a role has and those that it shall have.
struct TagDifference {
    /// Nil when there is no role: it is created with its tags.
    private let held: [Tag]?
    /// Keys that aren't planned, sorted.
    private let unplannedKeys: [String]
    /// Tags that the role lacks or has with another value.
    private let missing: [Tag]

    init(from held: [Tag]?, to planned: [Tag]) {
        self.held = held
        // What AWS itself tags can't be changed.
        let held = (held ?? []).filter { !$0.isReserved }
        // A key in another spelling stays: IAM compares keys without regard to case, so removing the old spelling would
        // remove the new one as well.
        unplannedKeys = held.filter { tag in !planned.contains { $0.hasKey(of: tag) } }.map(\.key).sorted()
        missing = planned.filter { tag in !held.contains { $0.hasKey(of: tag) && $0.hasValue(of: tag) } }
    }

    private var removal: [RoleChange] { unplannedKeys.isEmpty ? [] : [.untag(unplannedKeys)] }

    /// Empty where Latchkey's own tag alone is missing; see ``mark``.
    private var addition: [RoleChange] {
        held == nil || missing.allSatisfy(\.isMirror) ? [] : [.tag(missing)]
    }

    /// All writes, without ``mark``.
    var all: [RoleChange] { removal + addition }

    /// Writes to be made before the policies change. Where old and new tags together are too many for a role, the new ones
    /// come late: until then no policy decides by them, or everything is denied.
    var early: [RoleChange] { isCrowded ? removal : all }

    /// Writes to be made when the policies are as planned.
    var late: [RoleChange] { isCrowded ? addition : [] }

    /// Adds Latchkey's own tag where it is all that is missing. No policy decides by it, so it can come last, when tags that
    /// aren't planned have made room for it.
    var mark: RoleChange? {
        guard held != nil, missing.count == 1, missing[0].isMirror else { return nil }
        return .tag(missing)
    }

    private var isCrowded: Bool {
        let held = held ?? []
        let further = missing.filter { tag in !held.contains { $0.hasKey(of: tag) } }
        return held.count + further.count > Tag.mostPerRole
    }
}

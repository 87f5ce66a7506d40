import AWS
import IAMPolicy

/// Where the statements of a role stand: in its inline policies, in the user's own managed policies, attached, and, where
/// neither has room, in managed policies that Latchkey makes for the role.
struct RolePacking: Equatable {
    var inline: [InlinePolicyName: PolicyDocument] = [:]
    var attached: Set<ARN> = []
    /// Documents of policies of Latchkey's own.
    var own: [PolicyDocument] = []

    /// Packs with as few changes as possible. First everything attachable is attached and the rest stands inline. Where that
    /// passes a limit, the smallest attachable documents are merged with the rest, one more at each try, until it fits.
    ///
    /// - Parameters:
    ///   - statements: what has to stand in a policy of the role.
    ///   - attachable: managed policies that say for the role what they say for the user.
    ///   - quotas: the account's.
    /// - Throws: ``RoleMirrorError/limitsExceeded(_:)`` when nothing fits.
    init(
        _ statements: [PooledStatement], attachable: [ARN: PolicyDocument], quotas: RoleQuotas
    ) throws(RoleMirrorError) {
        let candidates = attachable.map {
            (arn: $0.key, size: $0.value.size, statements: PooledStatement.list(of: $0.value))
        }
        .sorted { ($0.size, $0.arn) < ($1.size, $1.arn) }
        var fewest = Int.max
        // With fewer merged, more would be attached than a role may have.
        for merged in max(0, candidates.count - quotas.attachedPolicies)...candidates.count {
            let kept = candidates.dropFirst(merged)
            let pooled = Set(statements + candidates.prefix(merged).flatMap(\.statements))
            let room = quotas.inlineRoom + (quotas.attachedPolicies - kept.count) * quotas.policyCharacters
            guard pooled.reduce(0, { $0 + $1.size }) <= room, let packed = Self.pack(pooled, quotas: quotas) else {
                continue
            }
            fewest = min(fewest, packed.own.count + kept.count)
            guard fewest <= quotas.attachedPolicies else { continue }
            self = packed
            attached = Set(kept.map(\.arn))
            return
        }
        throw .limitsExceeded(
            Self.excesses(
                packing: Set(statements + candidates.flatMap(\.statements)), attachable: attachable.count,
                fewest: fewest, quotas: quotas))
    }

    private init() {}

    // MARK: Packing

    /// Nil when the inline policies have no room for all that no managed policy can hold.
    private static func pack(_ statements: Set<PooledStatement>, quotas: RoleQuotas) -> RolePacking? {
        var packing = RolePacking()
        var room = quotas.inlineRoom
        var bins: [(document: PolicyDocument, room: Int)] = []
        for pooled in ordered(statements, quotas: quotas) {
            let size = pooled.size
            let name = InlinePolicyName(effect: pooled.statement.effect, version: pooled.version)
            let frame = packing.inline[name] == nil ? PolicyDocument.frameSize : 0
            if size + frame <= room {
                room -= size + frame
                packing.inline[name, default: PolicyDocument(version: pooled.version, statements: [])]
                    .statements.append(pooled.statement)
            } else if let index = bins.firstIndex(where: { $0.document.version == pooled.version && size <= $0.room }) {
                bins[index].document.statements.append(pooled.statement)
                bins[index].room -= size
            } else {
                guard !quotas.isOversize(pooled) else { return nil }
                let room = quotas.policyCharacters - PolicyDocument.frameSize - size
                bins.append((PolicyDocument(version: pooled.version, statements: [pooled.statement]), room))
            }
        }
        packing.own = bins.map(\.document)
        // A statement's place follows from its size. The order within a document means nothing, so it is made the same
        // every time.
        for name in packing.inline.keys { packing.inline[name]?.sort() }
        for index in packing.own.indices { packing.own[index].sort() }
        return packing
    }

    /// First what can only stand inline, then Denies, and the largest of each: what is left at the end is small and fits
    /// most easily.
    private static func ordered(_ statements: Set<PooledStatement>, quotas: RoleQuotas) -> [PooledStatement] {
        statements.sorted { a, b in
            let (isLarge, isOtherLarge) = (quotas.isOversize(a), quotas.isOversize(b))
            if isLarge != isOtherLarge { return isLarge }
            if a.statement.effect != b.statement.effect { return a.statement.effect == .deny }
            if a.size != b.size { return a.size > b.size }
            return a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
        }
    }

    /// Why nothing fits.
    ///
    /// - Parameters:
    ///   - statements: all that there are.
    ///   - attachable: how many managed policies could be attached as they are.
    ///   - fewest: the fewest managed policies that any packing would attach; `Int.max` when there was no packing.
    ///   - quotas: the account's.
    /// - Returns: the limits that are passed.
    private static func excesses(
        packing statements: Set<PooledStatement>, attachable: Int, fewest: Int, quotas: RoleQuotas
    ) -> [LimitExcess] {
        let (inline, attached) = (quotas.inlineRoom, quotas.attachedPolicies)
        let characters = LimitExcess(
            limit: .characters, needed: statements.reduce(0) { $0 + $1.size },
            allowed: inline + attached * quotas.policyCharacters)
        if characters.needed > characters.allowed {
            let policies = LimitExcess(limit: .attachedPolicies, needed: attachable, allowed: attached)
            return attachable > attached ? [policies, characters] : [characters]
        }
        if fewest < .max { return [LimitExcess(limit: .attachedPolicies, needed: fewest, allowed: attached)] }
        let oversize = statements.filter(quotas.isOversize).reduce(0) { $0 + $1.size }
        return [LimitExcess(limit: .oversizeStatements, needed: oversize + PolicyDocument.frameSize, allowed: inline)]
    }
}

extension RoleQuotas {
    /// The characters that planned inline policies may have together. A Deny of everything needs room beside them while the
    /// role is changed, and so does the Deny that ends sessions.
    fileprivate var inlineRoom: Int {
        inlineCharacters - PolicyDocument.denyingEverything.size - PolicyDocument.revocationSize
    }

    /// Whether a statement is too large for a managed policy.
    fileprivate func isOversize(_ pooled: PooledStatement) -> Bool {
        pooled.size + PolicyDocument.frameSize > policyCharacters
    }
}

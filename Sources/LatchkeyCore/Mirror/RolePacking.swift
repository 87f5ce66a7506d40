import AWS
import IAMPolicy

/// Where the statements of a role stand: in its inline policies, in the user's own managed policies, attached, and, where
/// neither has the room, in managed policies that Latchkey makes for the role.
struct RolePacking: Equatable {
    var inline: [RolePlan.InlineName: PolicyDocument] = [:]
    var attached: Set<ARN> = []
    /// Documents of policies of Latchkey's own.
    var own: [PolicyDocument] = []

    /// Packs as little as it must: first all that is attachable is attached and the rest stands inline; where that passes a
    /// limit, the smallest attachable documents are merged with the others one after the other, until it fits.
    ///
    /// - Parameters:
    ///   - statements: what has to stand somewhere, by the inline policy that it would stand in.
    ///   - attachable: managed policies that say for the role what they say for the user.
    ///   - quotas: the account's.
    /// - Throws: ``CoreError/limitsExceeded(_:)`` when nothing fits.
    init(
        _ statements: [PooledStatement], attachable: [ARN: PolicyDocument], quotas: RoleQuotas
    ) throws(CoreError) {
        let candidates = attachable.map {
            (arn: $0.key, size: $0.value.size, statements: PooledStatement.list(of: $0.value))
        }
        .sorted { ($0.size, $0.arn) < ($1.size, $1.arn) }
        var fewest = Int.max
        // Fewer merged would leave more attached than there may be.
        for merged in max(0, candidates.count - quotas.attachedPolicies)...candidates.count {
            let kept = candidates.dropFirst(merged)
            let pooled = Set(statements + candidates.prefix(merged).flatMap(\.statements))
            let room = Self.inlineRoom(quotas) + (quotas.attachedPolicies - kept.count) * quotas.policyCharacters
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
            Self.excesses(Set(statements + candidates.flatMap(\.statements)), attachable.count, fewest, quotas))
    }

    private init() {}

    // MARK: Packing

    /// A Deny of everything has to have room beside the rest, for when the role is changed, and one that ends sessions.
    private static func inlineRoom(_ quotas: RoleQuotas) -> Int {
        quotas.inlineCharacters - PolicyDocument.denyingEverything.size - PolicyDocument.revocationSize
    }

    /// Whether a statement can't stand in a managed policy.
    private static func isOversize(_ pooled: PooledStatement, _ quotas: RoleQuotas) -> Bool {
        pooled.size + PolicyDocument.frameSize > quotas.policyCharacters
    }

    /// Nil when the inline policies have no room for all that no managed policy can hold.
    private static func pack(_ statements: Set<PooledStatement>, quotas: RoleQuotas) -> RolePacking? {
        var packing = RolePacking()
        // What can only stand inline goes first, then Denies, and the largest of each: what is left over at the end is
        // small and gives way most easily.
        let ordered = statements.sorted { a, b in
            let (isLarge, isOtherLarge) = (isOversize(a, quotas), isOversize(b, quotas))
            if isLarge != isOtherLarge { return isLarge }
            if a.statement.effect != b.statement.effect { return a.statement.effect == .deny }
            if a.size != b.size { return a.size > b.size }
            return a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
        }
        var room = inlineRoom(quotas)
        var bins: [(document: PolicyDocument, room: Int)] = []
        for pooled in ordered {
            let size = pooled.size
            let name = RolePlan.InlineName(effect: pooled.statement.effect, version: pooled.version)
            let frame = packing.inline[name] == nil ? PolicyDocument.frameSize : 0
            if size + frame <= room {
                room -= size + frame
                packing.inline[name, default: PolicyDocument(version: pooled.version, statements: [])]
                    .statements.append(pooled.statement)
            } else if let index = bins.firstIndex(where: { $0.document.version == pooled.version && size <= $0.room }) {
                bins[index].document.statements.append(pooled.statement)
                bins[index].room -= size
            } else {
                guard !isOversize(pooled, quotas) else { return nil }
                let room = quotas.policyCharacters - PolicyDocument.frameSize - size
                bins.append((PolicyDocument(version: pooled.version, statements: [pooled.statement]), room))
            }
        }
        packing.own = bins.map(\.document)
        // Which statement stands where follows from their sizes; in which order they stand means nothing.
        for name in packing.inline.keys { packing.inline[name]?.sort() }
        for index in packing.own.indices { packing.own[index].sort() }
        return packing
    }

    /// Why nothing fits, where so many managed policies could be attached as they are, and the fewest that a packing of all
    /// would attach are so many.
    private static func excesses(
        _ statements: Set<PooledStatement>, _ attachable: Int, _ fewest: Int, _ quotas: RoleQuotas
    ) -> [LimitExcess] {
        let (inline, attached) = (inlineRoom(quotas), quotas.attachedPolicies)
        let characters = LimitExcess(
            limit: .characters, needed: statements.reduce(0) { $0 + $1.size },
            allowed: inline + attached * quotas.policyCharacters)
        if characters.needed > characters.allowed {
            let policies = LimitExcess(limit: .attachedPolicies, needed: attachable, allowed: attached)
            return attachable > attached ? [policies, characters] : [characters]
        }
        if fewest < .max { return [LimitExcess(limit: .attachedPolicies, needed: fewest, allowed: attached)] }
        let oversize = statements.filter { isOversize($0, quotas) }.reduce(0) { $0 + $1.size }
        return [LimitExcess(limit: .oversizeStatements, needed: oversize + PolicyDocument.frameSize, allowed: inline)]
    }
}

/// A statement on its way into one of the role's documents.
struct PooledStatement: Hashable {
    var statement: PolicyStatement
    var version: PolicyDocument.Version
    let text: String
    /// With the comma behind it, in characters without white space.
    let size: Int

    init(_ statement: PolicyStatement, version: PolicyDocument.Version) {
        self.statement = statement
        self.version = version
        text = statement.json.minified
        size = text.countWithoutWhiteSpace + 1
    }

    // The text says it all; comparing it alone is quicker. By its bytes: AWS tells apart what is equal to Unicode alone.
    static func == (a: PooledStatement, b: PooledStatement) -> Bool {
        a.text.utf8.elementsEqual(b.text.utf8) && a.version == b.version
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(text)
        hasher.combine(version)
    }

    static func list(of document: PolicyDocument) -> [PooledStatement] {
        document.statements.map { PooledStatement($0, version: document.version) }
    }
}

extension PolicyDocument {
    /// The characters of a document around its statements, at most.
    static let frameSize = #"{"Statement":[],"Version":"2012-10-17"}"#.count

    /// In characters without white space, as IAM counts.
    var size: Int { minified.countWithoutWhiteSpace }

    /// Puts the statements in an order that doesn't depend on where they came from.
    mutating func sort() {
        statements = statements.map { ($0.json.minified, $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

extension String {
    /// IAM counts no white space against the size of a policy.
    var countWithoutWhiteSpace: Int {
        unicodeScalars.count { !$0.properties.isWhitespace }
    }
}

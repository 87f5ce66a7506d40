import AWS
import IAMPolicy

extension AccountPlan {
    /// What the person should look at before all else, a line each. It keeps nothing from being done.
    package var warnings: [String] {
        let removed = Set(entities.filter { $0.fate == .remove }.map(\.entity.key))
        let widenings = wideningCheck?.widenings(by: steps, removing: removed) ?? []
        return widenings.map(\.words) + shutWarnings(removed) + regionWarnings + passwordWarnings
    }

    /// Who is denied everything while the plan is applied, though they stay.
    private func shutWarnings(_ removed: Set<Entity>) -> [String] {
        let shut = entities.filter { entity in
            !removed.contains(entity.entity.key) && entity.steps.contains { $0.stage == .shut }
        }
        guard !shut.isEmpty else { return [] }
        let names = shut.map { $0.entity.kind == .group ? "the members of \($0.entity.words)" : $0.entity.words }
        return [
            "\(Widening.list(names)) can do nothing for a moment, as what allows goes and comes together with what denies"
        ]
    }

    /// Which policies let nobody use the tables of a Region any more, as when the file's Region changes.
    private var regionWarnings: [String] {
        var coming: [ARN: String] = [:]
        for case .setDocument(let text, let policy) in steps.compactMap(\.change) { coming[policy] = text }
        // The account may be large, and most plans change no policy.
        guard !coming.isEmpty, let observed = wideningCheck?.observed else { return [] }
        let before = HeldPolicies(observed)
        return coming.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { policy, text in
            let named = PolicyMeaning(parsing: text)?.tableRegions ?? []
            let gone = (before.meaning(of: policy)?.tableRegions ?? []).subtracting(named).sorted()
            guard !gone.isEmpty else { return nil }
            let regions = gone.joined(separator: ", ")
            return
                "policy/\(policy.resourceName) names no table in \(regions) any more: servers that keep theirs there stop, and "
                + "what is in it stays there"
        }
    }

    private var passwordWarnings: [String] {
        guard !secretsOfPresent.isEmpty else { return [] }
        let names = Widening.list(secretsOfPresent.map { "user/\($0)" })
        return [
            "\(names), there already, get\(secretsOfPresent.count == 1 ? "s" : "") a new password: where somebody took theirs "
                + "away, take “console-password” out of the file"
        ]
    }
}

extension PolicyMeaning {
    /// The Regions of the tables that it allows something about by name.
    fileprivate var tableRegions: Set<String> {
        let resources = allows.flatMap { $0.written.elements["Resource"]?.texts ?? [] }
        return Set(resources.compactMap { ARN($0) }.filter { $0.service == "dynamodb" }.map(\.region))
    }
}

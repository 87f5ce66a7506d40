extension AccountPlan {
    /// What the person should look at before all else, a line each. It keeps nothing from being done.
    package var warnings: [String] {
        let removed = Set(entities.filter { $0.fate == .remove }.map(\.entity.key))
        let widenings = wideningCheck?.widenings(by: steps, removing: removed) ?? []
        return widenings.map(\.words) + shutWarnings(removed) + passwordWarnings
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

    private var passwordWarnings: [String] {
        guard !secretsOfPresent.isEmpty else { return [] }
        let names = Widening.list(secretsOfPresent.map { "user/\($0)" })
        return [
            "\(names), there already, get\(secretsOfPresent.count == 1 ? "s" : "") a new password: where somebody took theirs "
                + "away, take “console-password” out of the file"
        ]
    }
}

import AWS

/// What would be done to an account so that it is as a file says.
package struct AccountPlan: Sendable {
    /// Something that has a name of the file's, and that no file has made, or another one.
    package struct Conflict: Sendable, Hashable {
        package var entity: Entity
        /// Where the file has it; 0 if it doesn't stand there.
        package var line: Int
        package var reason: String
        /// Whether it can be taken over.
        package var canBeAdopted: Bool
    }

    /// A secret that a person is given for the first time.
    package struct PlannedSecret: Sendable, Equatable {
        package var person: PersonEntry
        package var secret: FirstSecret
    }

    package var account: String
    /// Where the tables are that it is about, or were looked for; nil if it is about none.
    package var region: String?
    /// What is made when everything else is as the file says, and before anything is deleted.
    package var firstSecrets: [PlannedSecret] = []
    package var entities: [EntityPlan] = []
    /// What the file no longer has and stays all the same.
    package var kept: [Entity] = []
    package var conflicts: [Conflict] = []
    /// What AWS wouldn't accept. Nothing is written while there is any.
    package var excesses: [LimitExcess] = []
    /// People who are there already and get a first password.
    var secretsOfPresent: [UserName] = []
    /// What the person should know besides.
    package var notes: [String] = []
    /// Whose rights are followed; nil if nothing is known of them.
    var caller: CallerRights?
    /// Finds whose rights become wider.
    var wideningCheck: WideningCheck?

    package init(account: String) { self.account = account }

    package var isEmpty: Bool { entities.isEmpty }

    /// How many things have this fate.
    package func count(_ fate: EntityPlan.Fate) -> Int { entities.count { $0.fate == fate } }

    /// All steps in the order in which they are done.
    package var steps: [Step] {
        let all = entities.flatMap(\.steps)
        return Stage.allCases.flatMap { stage in all.filter { $0.stage == stage } }
    }

    /// What the steps do to the rights of whoever applies them; nil if nothing.
    package var callerImpact: CallerImpact? { caller?.impact(of: steps) }

    /// What is done, a line for each step and each first secret: “user/alice: make the user”.
    package var stepLines: [String] {
        steps.map { "\($0.entity.words): \($0.words)" }
            + firstSecrets.map { "user/\($0.person.name): give the first \($0.secret.rawValue)" }
    }

    /// The plan without the removal of what the file no longer has.
    package var keepingWhatTheFileLacks: AccountPlan {
        var plan = self
        let removed = Set(entities.filter { $0.fate == .remove }.map(\.entity))
        plan.entities.removeAll { removed.contains($0.entity) }
        plan.excesses.removeAll { removed.contains($0.entity) }
        plan.kept += entities.filter { $0.fate == .remove }.map(\.entity)
        return plan
    }
}

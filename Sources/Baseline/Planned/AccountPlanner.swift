import AWS
package import IAMPolicy
import RoleMirror

/// Compares what an account has with what it should have, and orders what has to be done.
///
/// An owned thing becomes exactly as the file says. What has a name of the file's and isn't owned is a conflict, unless it is to
/// be taken over. What is owned and isn't in the file goes.
package struct AccountPlanner {
    let file: AccountFile
    let observed: ObservedAccount
    let index: AccountIndex
    let adoption: Adoption
    let policies: PlannedPolicies
    /// What the plan is for.
    let aim: Aim
    var plan: AccountPlan

    /// What a plan is for.
    enum Aim: Equatable {
        /// The account is to be as the file says.
        case agreement
        /// Nothing of the file's is to be left, tables with everything that is in them as well.
        case destruction(AdoptedFate)
    }

    /// What becomes of things that were there before the file took them over, when all that is the file's goes.
    package enum AdoptedFate: Sendable {
        case kept
        case removed
    }

    private init(_ file: AccountFile, _ observed: ObservedAccount, _ adoption: Adoption, aim: Aim) {
        self.file = file
        self.observed = observed
        self.adoption = adoption
        self.aim = aim
        index = AccountIndex(observed.details)
        policies = PlannedPolicies(file: file, observed: observed, index: index, adoption: adoption)
        plan = AccountPlan(account: file.account.id.rawValue)
    }

    /// What has to be done so that the account is as the file says.
    ///
    /// - Throws: `MalformedPolicy` never, for a file that was read.
    package static func plan(
        _ file: AccountFile, for observed: ObservedAccount, adopting adoption: Adoption = .nothing,
        by caller: PlanCaller? = nil
    ) throws(MalformedPolicy) -> AccountPlan {
        var planner = AccountPlanner(file, observed, adoption, aim: .agreement)
        planner.planAccount()
        planner.planPolicies()
        planner.planProviders()
        planner.planTables()
        try planner.planGroups()
        planner.planPeople()
        try planner.planRoles()
        planner.planAbsentPolicies()
        planner.planNotes()
        planner.plan.excesses = try LimitCheck(file: file, observed: observed, index: planner.index).excesses()
        planner.plan.excesses +=
            TagCheck(file: file, observed: observed, index: planner.index, adoption: adoption).excesses()
        planner.plan.excesses += PeakCheck(file: file, observed: observed).excesses(of: planner.plan.steps)
        planner.plan.entities.removeAll(where: \.isEmpty)
        planner.plan.caller = caller.flatMap { CallerRights($0, in: observed) }
        let insiders = file.people.map { Holder.user($0.name).key } + file.roles.map { Holder.role($0.name).key }
        planner.plan.wideningCheck = WideningCheck(observed: observed, insiders: Set(insiders))
        return planner.plan
    }

    /// What has to be done so that nothing is left of what the file has made. The account's password policy and alias stay.
    ///
    /// - Parameters:
    ///   - file: whose things go.
    ///   - observed: what there is.
    ///   - adopted: what becomes of what was there before the file took it over. Of groups, nobody knows.
    ///   - caller: whose rights are followed.
    /// - Returns: the plan.
    /// - Throws: `MalformedPolicy` never, as no policy is made.
    package static func destruction(
        of file: AccountFile, in observed: ObservedAccount, adopted: AdoptedFate = .kept,
        by caller: PlanCaller? = nil
    ) throws(MalformedPolicy) -> AccountPlan {
        let empty = AccountFile(account: file.account, name: file.name, path: file.path)
        var planner = AccountPlanner(empty, observed, .nothing, aim: .destruction(adopted))
        planner.planPolicies()
        planner.planProviders()
        planner.planTables()
        try planner.planGroups()
        planner.planPeople()
        try planner.planRoles()
        planner.plan.excesses = PeakCheck(file: empty, observed: observed).excesses(of: planner.plan.steps)
        planner.plan.caller = caller.flatMap { CallerRights($0, in: observed) }
        planner.plan.wideningCheck = WideningCheck(observed: observed, insiders: nil)
        return planner.plan
    }

    /// The tag that says whose something is.
    var owner: Tag { Tag(key: AccountFile.ownerTag, value: file.name) }

    /// Whether tags name the file. A role that mirrors a user never is the file's: Latchkey changes it, and may have copied the
    /// user's tags.
    func isOurs(_ tags: [Tag]) -> Bool {
        tags.contains { $0.hasKey(of: owner) && $0.hasValue(of: owner) } && !tags.contains(where: \.isMirror)
    }

    func tags(_ tags: [Tag]) -> [Tag] { tags + [owner] }

    /// The tag that says that something was there before.
    var adopted: Tag { Tag(key: AccountFile.adoptedTag, value: file.name) }

    /// The beginning of a plan to remove something that is the file's and isn't in it; nil if it stays, which is noted.
    mutating func removal(of entity: Entity, tags: [Tag]) -> EntityPlan? {
        var removal = EntityPlan(entity, .remove)
        guard tags.contains(where: { $0.hasKey(AccountFile.adoptedTag) }) else { return removal }
        if aim == .destruction(.kept) {
            plan.kept.append(entity)
            plan.notes.append("\(entity.words) was there before the file took it over, and stays")
            return nil
        }
        removal.note(.remove, "what was there before the file took it over")
        return removal
    }

    /// What may be done with something that exists: nil for a conflict, which is noted.
    mutating func claim(_ entity: Entity, line: Int, tags: [Tag]) -> EntityPlan? {
        if isOurs(tags) { return EntityPlan(entity, .change) }
        if tags.contains(where: \.isMirror) {
            conflict(entity, line, "it mirrors a user, and Latchkey changes it", canBeAdopted: false)
            return nil
        }
        guard adoption.includes(entity) else {
            let other = tags.first { $0.hasKey(of: owner) }.map { "it is of the file “\($0.value)”" }
            conflict(entity, line, other ?? "it is there, and no file has made it", canBeAdopted: true)
            return nil
        }
        var plan = EntityPlan(entity, .adopt)
        plan.note(.change, "is taken over")
        return plan
    }

    mutating func conflict(_ entity: Entity, _ line: Int, _ reason: String, canBeAdopted: Bool) {
        plan.conflicts.append(
            AccountPlan.Conflict(entity: entity, line: line, reason: reason, canBeAdopted: canBeAdopted))
    }

    // MARK: The account itself

    private mutating func planAccount() {
        if let wanted = file.passwordPolicy, wanted != observed.passwordPolicy {
            var entity = EntityPlan(Entity(.passwordPolicy), observed.passwordPolicy == nil ? .create : .change)
            entity.differences = (observed.passwordPolicy ?? .none).differences(from: wanted)
            entity.step(.narrow, "set the password policy") { (writer) throws(AWSError) in
                try await writer.iam.updateAccountPasswordPolicy(wanted)
            }
            plan.entities.append(entity)
        }
        if let wanted = file.alias, wanted != observed.alias {
            var entity = EntityPlan(Entity(.alias), observed.alias == nil ? .create : .change)
            if let old = observed.alias { entity.note(.remove, old) }
            entity.note(.add, wanted)
            entity.step(.exchange, "set the alias \(wanted)") { (writer) throws(AWSError) in
                try await writer.make { () throws(AWSError) in
                    try await writer.iam.createAccountAlias(wanted)
                } orFind: { () throws(AWSError) in
                    try await writer.iam.listAccountAliases().contains(wanted)
                }
            }
            plan.entities.append(entity)
        }
    }
}

import AWS
import IAMPolicy

/// What the managed policies mean that things have or will have.
struct PlannedPolicies: Sendable {
    /// How something is given: when, and whether it brings both what allows and what denies.
    struct Giving {
        var stage: Stage
        var isMixed: Bool
    }

    /// How something is taken: when, and whether whoever has it must be shut meanwhile.
    struct Taking {
        var stage: Stage
        var needsShut: Bool
    }

    /// By ARN; those of AWS aren't known.
    private let former: [ARN: PolicyMeaning]
    private let coming: [ARN: PolicyMeaning]
    /// Those of the file that aren't in the account.
    let new: Set<ARN>
    /// Owned ones that aren't in the file.
    let going: Set<ARN>

    init(file: AccountFile, observed: ObservedAccount, index: AccountIndex, adoption: Adoption) {
        var former: [ARN: PolicyMeaning] = [:]
        for policy in observed.details.policies {
            guard let text = policy.defaultVersion?.document else { continue }
            former[policy.policy.arn] = PolicyMeaning(parsing: text)
        }
        var coming: [ARN: PolicyMeaning] = [:]
        var new: Set<ARN> = []
        for entry in file.policies {
            guard let arn = file.arn(of: .own(entry.name)) else { continue }
            coming[arn] = PolicyMeaning(entry.document.document)
            if index.policies[entry.name.key] == nil { new.insert(arn) }
        }
        self.former = former
        self.coming = coming
        self.new = new
        going = Set(
            observed.policyTags.filter { arn, tags in
                tags.contains { $0.key == AccountFile.ownerTag && $0.value == file.name } && coming[arn] == nil
                    && index.policiesByARN[arn]?.policy.path == file.path
            }.keys)
    }

    /// AWS's own policies aren't read; those that deny say so in their names.
    static func denies(byName arn: ARN) -> Bool {
        ["AWSDeny", "AWSCompromisedKeyQuarantine"].contains { arn.resourceName.hasPrefix($0) }
    }

    func formerDenies(_ arn: ARN) -> Set<PolicyMeaning.Statement> { former[arn]?.denies ?? [] }

    /// When the policy is attached to something.
    func giving(_ arn: ARN) -> Giving {
        if new.contains(arn) {
            // It is made without what it allows, if it denies.
            return Giving(stage: coming[arn]?.denies.isEmpty ?? true ? .grant : .deny, isMixed: false)
        }
        guard let old = former[arn] else {
            return Giving(stage: Self.denies(byName: arn) ? .deny : .grant, isMixed: false)
        }
        let next = coming[arn] ?? old
        if old.denies.isEmpty && next.denies.isEmpty { return Giving(stage: .grant, isMixed: false) }
        if old.allows.intersection(next.allows).isEmpty { return Giving(stage: .deny, isMixed: false) }
        return Giving(stage: .mix, isMixed: true)
    }

    /// When the policy is detached from something that keeps `kept` of what denies.
    func taking(_ arn: ARN, keeping kept: Set<PolicyMeaning.Statement>) -> Taking {
        guard let old = former[arn] else {
            return Taking(stage: Self.denies(byName: arn) ? .release : .take, needsShut: false)
        }
        if old.denies.isSubset(of: kept) { return Taking(stage: .take, needsShut: false) }
        // One that goes altogether has lost what it allows by then.
        if old.allows.isEmpty || going.contains(arn) { return Taking(stage: .release, needsShut: false) }
        return Taking(stage: .take, needsShut: true)
    }
}

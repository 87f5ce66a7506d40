import AWS

extension AccountWriter {
    /// Denies a person who goes everything, which their live sessions feel, too.
    func denyEverything(to user: User) async throws(AWSError) {
        try await ignoringAbsence { () throws(AWSError) in try await offboarding.denyEverything(to: user) }
    }

    /// Takes everything of a person away, and at last the user, as when somebody leaves.
    func removeUser(_ name: UserName) async throws(AWSError) {
        let plan = try await offboarding.plan(for: name, end: .deleted)
        var failure = plan.leaver.unreadable.first?.error
        _ = await offboarding.carryOut(plan) { step, outcome in
            if case .failed(let error) = outcome { failure = failure ?? error }
            await told(plan.leaver.name, step, outcome)
        }
        if let failure { throw failure }
    }
}

package import AWS
package import Concurrency

/// Changes an account. Each method can be called again when it isn't known whether it has done its work.
package struct AccountWriter: Sendable {
    let iam: IAM
    let dynamoDB: DynamoDB
    let timekeeper: Timekeeper
    /// The tag that says whose everything is that is made.
    let owner: Tag
    /// Takes everything away from people who go.
    let offboarding: Offboarding
    /// Is told what became of each thing that is taken from a person who goes.
    let told: @Sendable (UserName, OffboardingStep, Offboarding.Outcome) async -> Void

    /// - Parameters:
    ///   - iam: signs as who may change everything.
    ///   - dynamoDB: the same, where the tables are.
    ///   - owner: the tag that says whose everything is that is made.
    ///   - offboarding: takes everything away from people who go.
    ///   - timekeeper: waits.
    ///   - told: is told what became of each thing that is taken from a person who goes.
    package init(
        iam: IAM, dynamoDB: DynamoDB, owner: Tag, offboarding: Offboarding, timekeeper: Timekeeper = .system,
        told: @escaping @Sendable (UserName, OffboardingStep, Offboarding.Outcome) async -> Void = { _, _, _ in }
    ) {
        self.iam = iam
        self.dynamoDB = dynamoDB
        self.owner = owner
        self.offboarding = offboarding
        self.timekeeper = timekeeper
        self.told = told
    }

    /// Calls `make`. If the thing is there already, `isOurs` tells whether it was an attempt of ours whose answer was lost.
    func make(
        _ make: () async throws(AWSError) -> Void, orFind isOurs: () async throws(AWSError) -> Bool
    ) async throws(AWSError) {
        do throws(AWSError) {
            try await make()
        } catch  where error.code == .entityAlreadyExists || error.code == .resourceInUseException {
            guard try await isOurs() else { throw error }
        }
    }

    /// Calls `change` until IAM knows what it names. What was made a moment ago isn't known everywhere at once: a role's trust
    /// policy with a new user in it is then malformed, and an attachment to a new group finds none.
    func whenKnown(_ change: () async throws(AWSError) -> Void) async throws(AWSError) {
        let end = timekeeper.instant() + .seconds(30)
        while true {
            do throws(AWSError) {
                return try await change()
            } catch {
                guard error.isOfSomethingNew, timekeeper.instant() < end, !Task.isCancelled else { throw error }
                await timekeeper.sleep(.seconds(2))
            }
        }
    }

    /// Whether tags name the file.
    func isOurs(_ tags: [Tag]) -> Bool { tags.contains { $0.hasKey(of: owner) && $0.hasValue(of: owner) } }
}

extension AWSError {
    fileprivate var isOfSomethingNew: Bool {
        guard case .service(let error) = self else { return false }
        return error.code == .malformedPolicyDocument && error.message.lowercased().contains("principal")
    }
}

import AWS
import Concurrency

/// Does what a plan says, stage by stage. Within a stage different things are changed side by side, each in its own order.
package struct AccountApplier: Sendable {
    private let writer: AccountWriter
    /// How many things are changed at once. IAM throttles writes hard.
    private let limit: Int
    private let progress: @Sendable (_ done: Int, _ of: Int, _ step: Step) async -> Void

    /// - Parameters:
    ///   - writer: changes the account.
    ///   - limit: how many things are changed at once.
    ///   - progress: is told of each step that was done.
    package init(
        writer: AccountWriter, limit: Int = 4,
        progress: @escaping @Sendable (_ done: Int, _ of: Int, _ step: Step) async -> Void = { _, _, _ in }
    ) {
        self.writer = writer
        self.limit = limit
        self.progress = progress
    }

    /// - Throws: the first failure. Nothing of a later stage has been begun then.
    package func apply(_ plan: AccountPlan, stages: ClosedRange<Stage> = .adopt ... .removePolicies)
        async throws(ApplyError)
    {
        let steps = plan.steps.filter { stages.contains($0.stage) }
        let counter = StepCounter(total: steps.count)
        for stage in Stage.allCases where stages.contains(stage) {
            let now = steps.filter { $0.stage == stage }
            var groups: [[Step]] = []
            for step in now {
                if let last = groups.last?.last, stage.isOrdered || last.entity == step.entity {
                    groups[groups.count - 1].append(step)
                } else {
                    groups.append([step])
                }
            }
            _ = try await concurrentMap(groups, limit: limit) { (group) throws(ApplyError) in
                for step in group { try await perform(step, counter) }
            }
        }
    }

    private func perform(_ step: Step, _ counter: StepCounter) async throws(ApplyError) {
        do throws(AWSError) {
            if Task.isCancelled { throw .cancelled(Operation(.iam, "Apply")) }
            try await step.perform(writer)
        } catch {
            throw ApplyError(entity: step.entity, words: step.words, error: error)
        }
        await progress(await counter.next(), counter.total, step)
    }
}

/// Counts the steps that were done.
private actor StepCounter {
    let total: Int
    private var done = 0

    init(total: Int) { self.total = total }

    func next() -> Int {
        done += 1
        return done
    }
}

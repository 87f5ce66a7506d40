import AWS

/// What becomes of one thing.
package struct EntityPlan: Sendable {
    package enum Fate: String, Sendable, CaseIterable {
        case create
        case adopt
        case change
        case remove

        package var sign: Difference.Sign {
            switch self {
            case .create: .add
            case .adopt, .change: .change
            case .remove: .remove
            }
        }
    }

    package var entity: Entity
    package var fate: Fate
    package var differences: [Difference] = []
    package var steps: [Step] = []

    init(_ entity: Entity, _ fate: Fate) {
        self.entity = entity
        self.fate = fate
    }

    /// Whether there is nothing to do.
    var isEmpty: Bool { fate == .change && steps.isEmpty && differences.isEmpty }

    mutating func note(_ sign: Difference.Sign, _ text: String, details: [Difference] = []) {
        differences.append(Difference(sign, text, details: details))
    }

    mutating func step(_ stage: Stage, _ words: String, _ change: RightsChange) {
        steps.append(
            Step(
                stage: stage, entity: entity, words: words, change: change, action: change.action,
                perform: change.perform))
    }

    /// - Parameters:
    ///   - stage: when it is done.
    ///   - words: what it does.
    ///   - action: the action of AWS without which it can't be done.
    ///   - change: how it changes what somebody may do.
    ///   - perform: does it.
    mutating func step(
        _ stage: Stage, _ words: String, action: String? = nil, change: RightsChange? = nil,
        _ perform: @escaping @Sendable (AccountWriter) async throws(AWSError) -> Void
    ) {
        steps.append(
            Step(stage: stage, entity: entity, words: words, change: change, action: action, perform: perform))
    }
}

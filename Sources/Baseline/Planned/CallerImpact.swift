/// What a plan does to the rights of whoever applies it.
package struct CallerImpact: Sendable, Hashable {
    /// Actions that the caller surely loses, though further steps need them.
    package struct Loss: Sendable, Hashable {
        /// What takes them, and by which step.
        package var entity: Entity
        package var words: String
        package var actions: [String]
        /// How many steps can't be done then.
        package var steps: Int
    }

    /// The user or the role that applies.
    package var entity: Entity
    /// What gives the caller rights, and is changed.
    package var touching: [Entity]
    package var losses: [Loss]
    /// Actions of the plan that the caller surely hasn't any more when all is done.
    package var lostAtTheEnd: [String]

    /// A line for each loss.
    var warnings: [String] {
        losses.map { loss in
            "\(entity.words), as whom you are here, loses \(loss.actions.joined(separator: ", ")) by “\(loss.words)” of "
                + "\(loss.entity.words), and \(loss.steps == 1 ? "a further step needs" : "\(loss.steps) further steps need") "
                + "\(loss.actions.count == 1 ? "it" : "them"): apply as an administrator whom the file doesn’t change, "
                + "or keep those rights in the file; --despite-lockout goes on all the same"
        }
    }

    /// What the person should know besides.
    var notes: [String] {
        var notes: [String] = []
        if losses.isEmpty {
            notes.append(
                "\(entity.words), as whom you are here, gets other rights by \(touching.map(\.words).joined(separator: ", ")): "
                    + "they may be less in between, so have another administrator at hand")
        }
        if !lostAtTheEnd.isEmpty {
            notes.append(
                "\(entity.words), as whom you are here, has no \(lostAtTheEnd.joined(separator: ", ")) in the end")
        }
        return notes
    }
}

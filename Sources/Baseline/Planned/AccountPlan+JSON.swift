package import Formats

/// The plan for programs.
extension AccountPlan {
    package var json: JSONValue {
        JSONValue(present: [
            "account": .string(account),
            "region": region.map(JSONValue.string),
            "changes": .array(entities.map(\.json)),
            "conflicts": .array(conflicts.map(\.json)),
            "limits": .array(excesses.map(\.json)),
            "warnings": .array(warnings.map(JSONValue.string)),
            "notes": .array(notes.map(JSONValue.string)),
            "caller": callerImpact?.json,
        ])
    }
}

extension EntityPlan {
    fileprivate var json: JSONValue {
        [
            "change": .string(fate.rawValue), "kind": .string(entity.kind.rawValue), "name": .string(entity.name),
            "differences": .array(differences.map(\.json)),
            "steps": .array(steps.sorted { $0.stage < $1.stage }.map { .string($0.words) }),
        ]
    }
}

extension Difference {
    fileprivate var json: JSONValue {
        JSONValue(present: [
            "sign": .string(sign.rawValue), "text": .string(text),
            "details": details.isEmpty ? nil : .array(details.map(\.json)),
        ])
    }
}

extension AccountPlan.Conflict {
    fileprivate var json: JSONValue {
        [
            "kind": .string(entity.kind.rawValue), "name": .string(entity.name), "reason": .string(reason),
            "line": .integer(line), "canBeAdopted": .bool(canBeAdopted),
        ]
    }
}

extension LimitExcess {
    fileprivate var json: JSONValue {
        JSONValue(present: [
            "kind": .string(entity.kind.rawValue), "name": .string(entity.name), "what": .string(what),
            "count": .integer(count), "limit": .integer(limit), "line": .integer(line),
            "advice": advice.map(JSONValue.string),
        ])
    }
}

extension CallerImpact {
    fileprivate var json: JSONValue {
        [
            "kind": .string(entity.kind.rawValue), "name": .string(entity.name),
            "changedBy": .array(touching.map { .string($0.words) }),
            "losses": .array(
                losses.map { loss in
                    [
                        "kind": .string(loss.entity.kind.rawValue), "name": .string(loss.entity.name),
                        "step": .string(loss.words), "actions": .array(loss.actions.map(JSONValue.string)),
                        "steps": .integer(loss.steps),
                    ]
                }),
            "lostAtTheEnd": .array(lostAtTheEnd.map(JSONValue.string)),
        ]
    }
}

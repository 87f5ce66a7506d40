import AWS

extension AccountPlanner {
    /// Tables are never deleted because a file no longer has them: only when everything is.
    mutating func planTables() {
        if aim != .agreement || !file.tables.isEmpty { plan.region = observed.region?.rawValue }
        if aim != .agreement {
            for (name, found) in observed.tables.sorted(by: { $0.key < $1.key }) where isOurs(found.tags) {
                planRemoval(of: name, found)
            }
            if !observed.areTablesListed {
                plan.notes.append("tables that the file doesn't name stay, as dynamodb:ListTables isn't allowed")
            }
        }
        for entry in file.tables {
            let entity = Entity(.table, entry.name)
            if let found = observed.tables[entry.name] {
                planTable(entry, entity, found)
            } else {
                planNewTable(entry, entity)
            }
        }
    }

    private var place: String { observed.region.map { " in \($0)" } ?? "" }

    private mutating func planNewTable(_ entry: TableEntry, _ entity: Entity) {
        var new = EntityPlan(entity, .create)
        let tags = tags(entry.tags)
        new.note(.add, "key \(entry.key)")
        new.step(.createTables, "make the table\(place)") { (writer) throws(AWSError) in
            try await writer.makeTable(entry, tags: tags)
        }
        if let attribute = entry.timeToLiveAttribute { planTimeToLive(entry.name, attribute, into: &new) }
        if entry.pointInTimeRecovery { planRecovery(entry.name, true, into: &new) }
        plan.entities.append(new)
    }

    private mutating func planTable(_ entry: TableEntry, _ entity: Entity, _ found: ObservedTable) {
        guard found.key == TableKey(hash: .init(entry.key)) else {
            return conflict(entity, entry.line, "its key is another one, and can't be changed", canBeAdopted: false)
        }
        guard var change = claim(entity, line: entry.line, tags: found.tags) else { return }
        let (arn, (add, remove)) = (found.arn, planTags(found.tags, tags(entry.tags), into: &change))
        if !add.isEmpty {
            change.step(change.fate == .adopt ? .adopt : .exchange, "tag the table") { (writer) throws(AWSError) in
                try await writer.dynamoDB.tagResource(arn: arn, tags: add)
            }
        }
        if !remove.isEmpty {
            change.step(.exchange, "remove tags") { (writer) throws(AWSError) in
                try await writer.dynamoDB.untagResource(arn: arn, tagKeys: remove)
            }
        }
        if found.timeToLive.attributeName != entry.timeToLiveAttribute {
            planTimeToLive(entry.name, entry.timeToLiveAttribute, into: &change)
        }
        if found.pointInTimeRecovery != entry.pointInTimeRecovery {
            planRecovery(entry.name, entry.pointInTimeRecovery, into: &change)
        }
        plan.entities.append(change)
    }

    private func planTimeToLive(_ table: String, _ attribute: String?, into change: inout EntityPlan) {
        change.note(attribute == nil ? .remove : .add, "items expire by \(attribute ?? "an attribute")")
        change.step(.exchange, "set what expires") { (writer) throws(AWSError) in
            try await writer.setTimeToLive(table, attribute)
        }
    }

    private func planRecovery(_ table: String, _ isOn: Bool, into change: inout EntityPlan) {
        change.note(isOn ? .add : .remove, "recovery to any moment")
        change.step(.exchange, "set the recovery") { (writer) throws(AWSError) in
            try await writer.setRecovery(table, isOn)
        }
    }

    private mutating func planRemoval(of name: String, _ found: ObservedTable) {
        guard var removal = removal(of: Entity(.table, name), tags: found.tags) else { return }
        removal.note(.remove, "all its items")
        removal.step(.remove, "delete the table\(place)") { (writer) throws(AWSError) in
            try await writer.removeTable(name)
        }
        plan.entities.append(removal)
    }
}

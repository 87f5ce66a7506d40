import AWS

extension AccountPlanner {
    mutating func planProviders() {
        for entry in file.openIDConnectProviders {
            guard let arn = entry.arn(in: file.account) else { continue }
            let entity = Entity(.openIDConnectProvider, entry.issuerName)
            let tags = tags(entry.tags)
            if let found = observed.openIDConnectProviders[arn] {
                planProvider(entry, arn, entity, found)
            } else {
                var new = EntityPlan(entity, .create)
                for client in entry.clientIDs { new.note(.add, "client \(client)") }
                new.step(.createProviders, "make the provider") { (writer) throws(AWSError) in
                    try await writer.makeOpenIDConnectProvider(entry, arn: arn, tags: tags)
                }
                plan.entities.append(new)
            }
        }
        for entry in file.samlProviders { planSAMLProvider(entry) }
        planRemovalOfProviders()
    }

    private mutating func planProvider(
        _ entry: OpenIDConnectProviderEntry, _ arn: ARN, _ entity: Entity, _ found: OpenIDConnectProvider
    ) {
        guard var change = claim(entity, line: entry.line, tags: found.tags) else { return }
        let (add, remove) = planTags(found.tags, tags(entry.tags), into: &change)
        if !add.isEmpty {
            change.step(change.fate == .adopt ? .adopt : .exchange, "tag the provider") { (writer) throws(AWSError) in
                try await writer.iam.tagOpenIDConnectProvider(arn: arn, tags: add)
            }
        }
        if !remove.isEmpty {
            change.step(.exchange, "remove tags") { (writer) throws(AWSError) in
                try await writer.iam.untagOpenIDConnectProvider(arn: arn, tagKeys: remove)
            }
        }
        for client in found.clientIDs where !entry.clientIDs.contains(client) {
            change.note(.remove, "client \(client)")
            change.step(.take, "remove the client \(client)") { (writer) throws(AWSError) in
                try await writer.iam.removeClientIDFromOpenIDConnectProvider(arn: arn, clientID: client)
            }
        }
        for client in entry.clientIDs where !found.clientIDs.contains(client) {
            change.note(.add, "client \(client)")
            change.step(.grant, "add the client \(client)") { (writer) throws(AWSError) in
                try await writer.iam.addClientIDToOpenIDConnectProvider(arn: arn, clientID: client)
            }
        }
        let thumbprints = entry.thumbprints.map { $0.lowercased() }
        if !thumbprints.isEmpty, Set(thumbprints) != Set(found.thumbprints.map { $0.lowercased() }) {
            change.note(.change, "thumbprints")
            change.step(.exchange, "set the thumbprints") { (writer) throws(AWSError) in
                try await writer.iam.updateOpenIDConnectProviderThumbprint(arn: arn, thumbprintList: thumbprints)
            }
        }
        plan.entities.append(change)
    }

    private mutating func planSAMLProvider(_ entry: SAMLProviderEntry) {
        guard let arn = entry.arn(in: file.account) else { return }
        let entity = Entity(.samlProvider, entry.name)
        let wanted = tags(entry.tags)
        guard let found = observed.samlProviders[arn] else {
            var new = EntityPlan(entity, .create)
            new.step(.createProviders, "make the provider") { (writer) throws(AWSError) in
                try await writer.makeSAMLProvider(entry, arn: arn, tags: wanted)
            }
            plan.entities.append(new)
            return
        }
        guard var change = claim(entity, line: entry.line, tags: found.tags) else { return }
        let (add, remove) = planTags(found.tags, wanted, into: &change)
        if !add.isEmpty {
            change.step(change.fate == .adopt ? .adopt : .exchange, "tag the provider") { (writer) throws(AWSError) in
                try await writer.iam.tagSAMLProvider(arn: arn, tags: add)
            }
        }
        if !remove.isEmpty {
            change.step(.exchange, "remove tags") { (writer) throws(AWSError) in
                try await writer.iam.untagSAMLProvider(arn: arn, tagKeys: remove)
            }
        }
        if found.metadataDocument != entry.metadataDocument {
            change.note(.change, "metadata")
            change.step(.exchange, "set the metadata") { (writer) throws(AWSError) in
                try await writer.iam.updateSAMLProvider(arn: arn, metadataDocument: entry.metadataDocument)
            }
        }
        plan.entities.append(change)
    }

    private mutating func planRemovalOfProviders() {
        let names = Set(file.openIDConnectProviders.compactMap { $0.arn(in: file.account) })
        for (arn, found) in observed.openIDConnectProviders.sorted(by: { $0.key < $1.key })
        where isOurs(found.tags) && !names.contains(arn) {
            let name = String(arn.resource.dropFirst("oidc-provider/".count))
            guard var removal = removal(of: Entity(.openIDConnectProvider, name), tags: found.tags) else { continue }
            removal.step(.remove, "delete the provider") { (writer) throws(AWSError) in
                try await ignoringAbsence { () throws(AWSError) in
                    try await writer.iam.deleteOpenIDConnectProvider(arn: arn)
                }
            }
            plan.entities.append(removal)
        }
        let others = Set(file.samlProviders.compactMap { $0.arn(in: file.account) })
        for (arn, found) in observed.samlProviders.sorted(by: { $0.key < $1.key })
        where isOurs(found.tags) && !others.contains(arn) {
            guard var removal = removal(of: Entity(.samlProvider, arn.resourceName), tags: found.tags) else { continue }
            removal.step(.remove, "delete the provider") { (writer) throws(AWSError) in
                try await ignoringAbsence { () throws(AWSError) in
                    try await writer.iam.deleteSAMLProvider(arn: arn)
                }
            }
            plan.entities.append(removal)
        }
    }
}

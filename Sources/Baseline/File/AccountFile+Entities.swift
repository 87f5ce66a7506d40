import AWS

extension AccountFile {
    /// Everything that the file names.
    package var entities: [Entity] {
        var entities: [Entity] = []
        if passwordPolicy != nil { entities.append(Entity(.passwordPolicy)) }
        if alias != nil { entities.append(Entity(.alias)) }
        entities += policies.map { Entity(.policy, $0.name.rawValue) }
        entities += groups.map { Entity(.group, $0.name.rawValue) }
        entities += people.map { Entity(.user, $0.name.rawValue) }
        entities += roles.map { Entity(.role, $0.name.rawValue) }
        entities += openIDConnectProviders.map { Entity(.openIDConnectProvider, $0.issuerName) }
        entities += samlProviders.map { Entity(.samlProvider, $0.name) }
        entities += tables.map { Entity(.table, $0.name) }
        return entities
    }
}

import AWS
import RoleMirror

/// Finds what would have more tags than AWS takes, at the end or on the way: what goes is removed after what comes.
struct TagCheck {
    private static let limit = 50

    let file: AccountFile
    let observed: ObservedAccount
    let index: AccountIndex
    let adoption: Adoption

    func excesses() -> [LimitExcess] {
        var found: [LimitExcess] = []
        for entry in file.policies {
            guard let arn = file.arn(of: .own(entry.name)), let tags = observed.policyTags[arn] else { continue }
            // Others stay: the file doesn't say which tags a policy has.
            check(Entity(.policy, entry.name.rawValue), entry.line, tags, wanted: tags, &found)
        }
        for entry in file.people {
            check(
                Entity(.user, entry.name.rawValue), entry.line, index.users[entry.name.key]?.user.tags,
                wanted: entry.tags, claims: claims(of: entry), &found)
        }
        for entry in file.roles {
            check(
                Entity(.role, entry.name.rawValue), entry.line, index.roles[entry.name.key]?.role.tags,
                wanted: entry.tags, &found)
        }
        for entry in file.openIDConnectProviders {
            let tags = entry.arn(in: file.account).flatMap { observed.openIDConnectProviders[$0]?.tags }
            check(Entity(.openIDConnectProvider, entry.issuerName), entry.line, tags, wanted: entry.tags, &found)
        }
        for entry in file.samlProviders {
            let tags = entry.arn(in: file.account).flatMap { observed.samlProviders[$0]?.tags }
            check(Entity(.samlProvider, entry.name), entry.line, tags, wanted: entry.tags, &found)
        }
        for entry in file.tables {
            check(
                Entity(.table, entry.name), entry.line, observed.tables[entry.name]?.tags, wanted: entry.tags, &found)
        }
        return found
    }

    /// The keys of the tags that stand there while first secrets are made.
    private func claims(of person: PersonEntry) -> [String] {
        let isThere = index.users[person.name.key] != nil
        let state = observed.firstSecrets[person.name] ?? (isThere ? nil : FirstSecretsState())
        let secrets = state?.missing(for: person) ?? []
        return secrets.map(FirstSecretTag.claimKey) + (secrets.contains(.accessKey) ? [FirstSecretTag.givenKey] : [])
    }

    private func check(
        _ entity: Entity, _ line: Int, _ present: [Tag]?, wanted: [Tag], claims: [String] = [],
        _ excesses: inout [LimitExcess]
    ) {
        // AWS doesn't count those that only it can make.
        let found = (present ?? []).filter { !$0.isReserved }
        let kept = found.filter(\.isOfLatchkey)
        var last = (wanted + kept).filter { !$0.isReserved }.map(\.key) + [AccountFile.ownerTag]
        let isOurs = kept.contains { $0.hasKey(AccountFile.ownerTag) && $0.value == file.name }
        if present != nil, !isOurs, adoption.includes(entity) { last.append(AccountFile.adoptedTag) }
        let end = Set(last.map { $0.lowercased() })
        let most = end.union((found.map(\.key) + claims).map { $0.lowercased() })
        if end.count > Self.limit {
            excesses.append(LimitExcess(entity: entity, line: line, what: "tags", count: end.count, limit: Self.limit))
        } else if most.count > Self.limit {
            excesses.append(
                LimitExcess(
                    entity: entity, line: line, what: "tags in between", count: most.count, limit: Self.limit,
                    advice: "leave room for those that Latchkey makes, or remove some by hand first"))
        }
    }
}

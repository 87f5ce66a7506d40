import AWS
import IAMPolicy

/// Finds what AWS wouldn't accept, before anything is written. Quotas are the account's own.
struct LimitCheck {
    let file: AccountFile
    let observed: ObservedAccount
    let index: AccountIndex

    func excesses() throws(MalformedPolicy) -> [LimitExcess] {
        var found: [LimitExcess] = []
        for entry in file.policies {
            add(
                Entity(.policy, entry.name.rawValue), entry.line, "characters", entry.document.countedCharacters,
                observed.quota("PolicySizeQuota", 6_144), &found)
        }
        for entry in file.groups {
            let entity = Entity(.group, entry.name.rawValue)
            check(
                entity, entry.line, .group(entry.name), try file.inlinePolicies(of: entry), entry.managedPolicies,
                &found)
        }
        for entry in file.people {
            let entity = Entity(.user, entry.name.rawValue)
            check(entity, entry.line, .user(entry.name), entry.inlinePolicies, entry.managedPolicies, &found)
            add(entity, entry.line, "groups", entry.groups.count, observed.quota("GroupsPerUserQuota", 10), &found)
        }
        for entry in file.roles {
            let entity = Entity(.role, entry.name.rawValue)
            check(entity, entry.line, .role(entry.name), entry.inlinePolicies, entry.managedPolicies, &found)
            add(
                entity, entry.line, "characters of the trust policy",
                try file.trustPolicy(of: entry).countedCharacters, observed.quota("AssumeRolePolicySizeQuota", 2_048),
                &found)
        }
        for entry in file.openIDConnectProviders {
            let entity = Entity(.openIDConnectProvider, entry.issuerName)
            add(entity, entry.line, "clients", entry.clientIDs.count, 100, &found)
            add(entity, entry.line, "thumbprints", entry.thumbprints.count, 5, &found)
        }
        checkCounts(&found)
        return found
    }

    /// How many of each kind the account would have while what is new is there beside what goes last.
    private func checkCounts(_ found: inout [LimitExcess]) {
        let details = observed.details
        let kinds: [(Entity.Kind, String, String, Int, [Int])] = [
            (
                .user, "Users", "users", details.userDetailList.count,
                file.people.filter { index.users[$0.name.key] == nil }.map(\.line)
            ),
            (
                .group, "Groups", "groups", details.groupDetailList.count,
                file.groups.filter { index.groups[$0.name.key] == nil }.map(\.line)
            ),
            (
                .role, "Roles", "roles", details.roleDetailList.count,
                file.roles.filter { index.roles[$0.name.key] == nil }.map(\.line)
            ),
            (
                .policy, "Policies", "policies", details.policies.count,
                file.policies.filter { index.policies[$0.name.key] == nil }.map(\.line)
            ),
            (
                .role, "InstanceProfiles", "instance profiles", observed.summary["InstanceProfiles"] ?? 0,
                file.roles.filter { entry in
                    entry.instanceProfile
                        && !(index.roles[entry.name.key]?.instanceProfiles.contains { $0.key == entry.name.key }
                            ?? false)
                }.map(\.line)
            ),
        ]
        for (kind, name, words, present, new) in kinds where !new.isEmpty {
            guard let quota = observed.summary["\(name)Quota"], present + new.count > quota else { continue }
            // The first that has no room.
            let line = new[max(0, min(new.count - 1, quota - present))]
            found.append(
                LimitExcess(
                    entity: Entity(kind), line: line, what: words, count: present + new.count, limit: quota,
                    advice:
                        "what the file no longer has goes last: apply that alone first, or ask AWS for a higher quota"))
        }
    }

    private func check(
        _ entity: Entity, _ line: Int, _ holder: Holder, _ inline: [PolicyName: WrittenPolicy],
        _ managed: [PolicyReference], _ found: inout [LimitExcess]
    ) {
        let (inlineQuota, attachmentQuota) = (holder.inlineQuota, holder.attachmentQuota)
        add(
            entity, line, "characters of inline policies", inline.values.reduce(0) { $0 + $1.countedCharacters },
            observed.quota(inlineQuota.name, inlineQuota.usual), &found)
        add(
            entity, line, "managed policies", managed.count,
            observed.quota(attachmentQuota.name, attachmentQuota.usual), &found)
    }

    private func add(
        _ entity: Entity, _ line: Int, _ what: String, _ count: Int, _ limit: Int, _ found: inout [LimitExcess]
    ) {
        guard count > limit else { return }
        found.append(LimitExcess(entity: entity, line: line, what: what, count: count, limit: limit))
    }
}

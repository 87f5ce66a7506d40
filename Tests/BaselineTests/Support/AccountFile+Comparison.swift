import AWS

@testable import Baseline

extension AccountFile {
    /// The same without the lines on which its entries stand.
    var withoutLines: AccountFile {
        var file = self
        for index in file.policies.indices { file.policies[index].line = 0 }
        for index in file.groups.indices { file.groups[index].line = 0 }
        for index in file.roles.indices { file.roles[index].line = 0 }
        for index in file.people.indices {
            (file.people[index].line, file.people[index].pgpKeyLine, file.people[index].pgpKeyFile) = (0, 0, nil)
        }
        for index in file.openIDConnectProviders.indices { file.openIDConnectProviders[index].line = 0 }
        for index in file.samlProviders.indices { file.samlProviders[index].line = 0 }
        for index in file.tables.indices { file.tables[index].line = 0 }
        return file
    }

    /// The same without what two files may differ in that say the same: lines, the order of entries, and the order in lists
    /// that are sets.
    var inOneOrder: AccountFile {
        var file = withoutLines
        for index in file.groups.indices {
            file.groups[index].mayAssume.sort()
            file.groups[index].managedPolicies.sort { "\($0)" < "\($1)" }
        }
        for index in file.roles.indices {
            file.roles[index].managedPolicies.sort { "\($0)" < "\($1)" }
            file.roles[index].tags.sort { $0.key < $1.key }
            file.roles[index].trust = file.roles[index].trust.map { entry in
                guard case .groups(var trust) = entry else { return entry }
                trust.groups.sort()
                return .groups(trust)
            }
        }
        for index in file.people.indices {
            file.people[index].groups.sort()
            file.people[index].managedPolicies.sort { "\($0)" < "\($1)" }
            file.people[index].tags.sort { $0.key < $1.key }
        }
        file.policies.sort { $0.name < $1.name }
        file.groups.sort { $0.name < $1.name }
        file.roles.sort { $0.name < $1.name }
        file.people.sort { $0.name < $1.name }
        file.openIDConnectProviders.sort { $0.url < $1.url }
        file.samlProviders.sort { $0.name < $1.name }
        file.tables.sort { $0.name < $1.name }
        return file
    }
}

package import IdentityProofs

/// Which identities may enter which host and path. The first rule for a host and path decides; where there is none, nobody may.
/// Whoever asks for a path that leads to another one has to be let in to both.
package struct AccessRules: Sendable, Hashable {
    package enum Decision: Sendable, Equatable {
        case allowed
        case denied
        /// The program behind may read the path as another one than nginx does.
        case pathNotPlain
    }

    package enum Admitted: Sendable, Hashable {
        case everyone
        case nobody
        case matching([IdentityPattern])
    }

    package struct Rule: Sendable, Hashable {
        /// Nil for every server.
        package var hosts: Set<ServerName>?
        package var paths: [PathRule]
        package var admitted: Admitted
    }

    package var rules: [Rule]

    package init(_ rules: [Rule]) { self.rules = rules }

    package func decision(on proven: ProvenIdentity, entering host: ServerName, _ requested: RequestedPath) -> Decision
    {
        let rules = rules.filter { $0.hosts?.contains(host) ?? true }
        let tellsPathsApart = rules.contains { !$0.paths.contains(where: \.isEverything) }
        guard requested.isPlain || !tellsPathsApart else { return .pathNotPlain }
        for path in requested.paths {
            let decision = Self.decision(by: rules, on: proven, path)
            guard decision == .allowed else { return decision }
        }
        return .allowed
    }

    private static func decision(by rules: [Rule], on proven: ProvenIdentity, _ path: String) -> Decision {
        for rule in rules {
            let matches = rule.paths.map { $0.isEverything ? .exact : $0.match(path) }
            if matches.contains(.exact) { return rule.admits(proven) ? .allowed : .denied }
            if matches.contains(.ignoringCase) { return .pathNotPlain }
        }
        return .denied
    }
}

extension AccessRules.Rule {
    fileprivate func admits(_ proven: ProvenIdentity) -> Bool {
        switch admitted {
        case .everyone: true
        case .nobody: false
        case .matching(let patterns): patterns.contains { $0.matches(proven) }
        }
    }
}

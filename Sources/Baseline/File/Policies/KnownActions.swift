import IAMPolicy

/// The services of AWS and their actions, as far as they are known here. AWS adds some each week.
struct KnownActions {
    /// What is known of a pattern for actions.
    enum Finding: Equatable {
        case known
        /// The service has no such action. The name may be meant.
        case noSuchAction(meant: String?)
        case noSuchService(meant: String?)
    }

    /// The actions of one service.
    private struct Names {
        var names: [String] = []
        var small: Set<String> = []
    }

    /// The lines of ``ServiceActions`` by services.
    private static let lines = Dictionary(
        ServiceActions.text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
            (String(Substring(line.prefix { $0 != UInt8(ascii: " ") })), line)
        }
    ) { $1 }

    /// Those that were looked at.
    private var read: [String: Names] = [:]

    /// Looks for an action.
    ///
    /// - Parameters:
    ///   - service: the prefix or a pattern, in small letters.
    ///   - name: the name or the pattern behind the colon.
    /// - Returns: what is known of it.
    mutating func find(_ service: String, _ name: String) -> Finding {
        let services = Self.services(service)
        guard !services.isEmpty else { return .noSuchService(meant: NearName.of(service, among: Self.lines.keys)) }
        for service in services where has(service, name) { return .known }
        let near = services.count == 1 ? NearName.of(name, among: names(of: services[0]).names) : nil
        return .noSuchAction(meant: near.map { "\(services[0]):\($0)" })
    }

    /// Whether a pattern for the names of actions of STS has one that the trust of a role may have.
    static func isForTrust(_ name: String) -> Bool {
        let pattern = PolicyPattern(name.lowercased(), wildcards: .match)
        return [
            "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "SetContext", "SetSourceIdentity",
            "TagSession",
        ].contains { pattern.matches($0.lowercased()) }
    }

    private static func services(_ service: String) -> [String] {
        guard isPattern(service) else { return lines[service] == nil ? [] : [service] }
        let pattern = PolicyPattern(service, wildcards: .match)
        return lines.keys.filter { pattern.matches($0) }
    }

    private mutating func has(_ service: String, _ name: String) -> Bool {
        let (names, small) = (names(of: service), name.lowercased())
        guard Self.isPattern(small) else { return names.small.contains(small) }
        let pattern = PolicyPattern(small, wildcards: .match)
        return names.small.contains { pattern.matches($0) }
    }

    private static func isPattern(_ text: String) -> Bool { text.utf8.contains { "*?".utf8.contains($0) } }

    private mutating func names(of service: String) -> Names {
        if let known = read[service] { return known }
        var names = Names()
        for group in Self.lines[service]?.split(separator: UInt8(ascii: " ")).dropFirst() ?? [] {
            let parts = group.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
            let word = String(Substring(parts[0]))
            for rest in parts[1].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                names.names.append(word + String(Substring(rest)))
            }
        }
        names.small = Set(names.names.map { $0.lowercased() })
        read[service] = names
        return names
    }
}

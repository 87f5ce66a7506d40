package import AWS

/// What was found out about one permission of Latchkey's own credentials.
package struct PermissionCheck: Sendable, Equatable {
    package enum Result: Sendable, Equatable {
        case allowed
        case missing
        /// It can't be tried, for the reason given.
        case untried(String)
        /// AWS didn't say.
        case unknown(AWSError)
    }

    /// As a policy names it, such as `iam:GetUser`.
    package var permission: String
    package var result: Result

    package init(_ permission: String, _ result: Result) {
        self.permission = permission
        self.result = result
    }
}

extension PermissionCheck {
    package var isUnknown: Bool {
        if case .unknown = result { true } else { false }
    }

    /// One check for each permission, by name: of several, the one that tells most.
    static func merged(_ checks: [PermissionCheck]) -> [PermissionCheck] {
        Dictionary(grouping: checks, by: \.permission)
            .compactMap { $0.value.max { $0.result.weight < $1.result.weight } }
            .sorted { $0.permission < $1.permission }
    }
}

extension PermissionCheck.Result {
    fileprivate var weight: Int {
        switch self {
        case .missing: 3
        case .unknown: 2
        case .allowed: 1
        case .untried: 0
        }
    }
}

extension [PermissionCheck] {
    /// The permissions that are missing.
    package var missing: [String] { filter { $0.result == .missing }.map(\.permission) }
}

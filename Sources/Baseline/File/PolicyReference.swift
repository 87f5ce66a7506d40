package import AWS

/// A managed policy that something in the file names.
package enum PolicyReference: Sendable, Hashable {
    /// A policy of the file.
    case own(PolicyName)
    /// One of AWS's own, with its path if it has one: `ReadOnlyAccess`, `job-function/ViewOnlyAccess`.
    case awsManaged(String)
    /// Any other.
    case arn(ARN)
}

extension AccountFile {
    /// All that groups, people and roles name.
    var references: Set<PolicyReference> {
        var found = Set(groups.flatMap(\.managedPolicies))
        found.formUnion(people.flatMap { $0.managedPolicies + [$0.permissionsBoundary].compactMap { $0 } })
        found.formUnion(roles.flatMap { $0.managedPolicies + [$0.permissionsBoundary].compactMap { $0 } })
        return found
    }

    /// The ARN of a policy that the file names. Nil never happens for what the reader has made.
    package func arn(of reference: PolicyReference) -> ARN? {
        switch reference {
        case .own(let name): account.iamARN("policy\(path)\(name)")
        case .awsManaged(let name): ARN("arn:\(account.partition.name):iam::aws:policy/\(name)")
        case .arn(let arn): arn
        }
    }
}

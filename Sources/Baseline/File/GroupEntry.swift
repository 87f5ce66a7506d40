package import AWS

/// A group of the file. It lies in the file's path.
package struct GroupEntry: Sendable, Equatable {
    package var name: GroupName
    package var managedPolicies: [PolicyReference]
    /// Those of the file, without ``AccountFile/assumptionPolicyName``.
    package var inlinePolicies: [PolicyName: WrittenPolicy]
    /// The roles whose trust names the group.
    package var mayAssume: [RoleName]
    /// Where the entry begins, from 1.
    package var line: Int

    package init(
        name: GroupName, managedPolicies: [PolicyReference] = [], inlinePolicies: [PolicyName: WrittenPolicy] = [:],
        mayAssume: [RoleName] = [], line: Int = 0
    ) {
        self.name = name
        self.managedPolicies = managedPolicies
        self.inlinePolicies = inlinePolicies
        self.mayAssume = mayAssume
        self.line = line
    }
}

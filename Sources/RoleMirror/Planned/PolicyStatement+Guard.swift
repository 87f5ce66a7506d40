import AWS
package import IAMPolicy

extension PolicyStatement {
    /// Denies a role's sessions all but looking at what Latchkey keeps: mirrored roles, its own policies, and its table.
    ///
    /// Otherwise a person who may write any role could write to the one that they work through, and have for some minutes what
    /// their user doesn't have.
    ///
    /// - Parameters:
    ///   - naming: which roles and policies are Latchkey's.
    ///   - broker: whose account they are in.
    ///   - table: the name of the table of role records; nil when there is none.
    /// - Returns: the statement.
    package static func guarding(_ naming: RoleNaming, of broker: BrokerIdentity, table: String?) -> PolicyStatement {
        let (partition, account) = (broker.partition.name, broker.account)
        var resources: [PolicyElement] = [
            .string("arn:\(partition):iam::\(account):role\(naming.path)\(naming.prefix)*"),
            .string("arn:\(partition):iam::\(account):policy\(naming.path)\(RoleNaming.ownPolicyPrefix)*"),
        ]
        if let table { resources.append(.string("arn:\(partition):dynamodb:*:\(account):table/\(table)")) }
        return PolicyStatement(effect: .deny, elements: ["NotAction": looking, "Resource": .array(resources)])
    }

    /// The actions that change nothing.
    private static let looking: PolicyElement = [
        "dynamodb:BatchGetItem", "dynamodb:Describe*", "dynamodb:GetItem", "dynamodb:List*", "dynamodb:Query",
        "dynamodb:Scan", "iam:Generate*", "iam:Get*", "iam:List*", "iam:Simulate*",
    ]
}

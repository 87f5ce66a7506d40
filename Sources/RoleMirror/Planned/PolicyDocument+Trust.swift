package import AWS
package import IAMPolicy

extension PolicyDocument {
    /// The trust policy of a mirrored role: the broker alone may assume it, and has to be able to say for whom.
    ///
    /// The account root, which himeko's roles trust, would let everyone in the account with `sts:AssumeRole` become this
    /// person.
    package static func trusting(_ broker: ARN) -> PolicyDocument {
        PolicyDocument(statements: [
            PolicyStatement(
                effect: .allow,
                elements: [
                    "Principal": ["AWS": .string(broker.description)],
                    "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
                ])
        ])
    }
}

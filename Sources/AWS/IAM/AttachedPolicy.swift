/// A managed policy as it is attached to a user, group or role.
package struct AttachedPolicy: Sendable, Hashable {
    package var policyName: PolicyName
    package var policyARN: ARN

    package init(policyName: PolicyName, policyARN: ARN) {
        self.policyName = policyName
        self.policyARN = policyARN
    }

    init(_ answer: QueryAnswer) throws(AWSError) {
        policyName = try answer.value("PolicyName")
        policyARN = try answer.value("PolicyArn")
    }
}

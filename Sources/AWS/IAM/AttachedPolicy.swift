/// A managed policy that is attached to a user, group or role.
package struct AttachedPolicy: Sendable, Hashable {
    package var policyName: PolicyName
    package var policyARN: ARN

    package init(policyName: PolicyName, policyARN: ARN) {
        self.policyName = policyName
        self.policyARN = policyARN
    }

    init(_ response: QueryResponse) throws(AWSError) {
        policyName = try response.value("PolicyName")
        policyARN = try response.value("PolicyArn")
    }
}

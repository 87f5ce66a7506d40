/// A policy that is written into a user, group or role.
package struct InlinePolicy: Sendable, Hashable {
    package var policyName: PolicyName
    /// As JSON.
    package var policyDocument: String

    package init(policyName: PolicyName, policyDocument: String) {
        self.policyName = policyName
        self.policyDocument = policyDocument
    }

    init(_ response: QueryResponse) throws(AWSError) {
        policyName = try response.value("PolicyName")
        policyDocument = try response.document("PolicyDocument")
    }
}

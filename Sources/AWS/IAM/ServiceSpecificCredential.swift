/// A user's name and password, or API key, for one service: CodeCommit, Keyspaces, Bedrock.
package struct ServiceSpecificCredential: Sendable, Hashable {
    package var serviceSpecificCredentialID: String
    /// The service's host name, such as `codecommit.amazonaws.com`.
    package var serviceName: String
    package var status: AccessKeyStatus

    package init(serviceSpecificCredentialID: String, serviceName: String, status: AccessKeyStatus) {
        self.serviceSpecificCredentialID = serviceSpecificCredentialID
        self.serviceName = serviceName
        self.status = status
    }

    init(_ response: QueryResponse) throws(AWSError) {
        serviceSpecificCredentialID = try response.text("ServiceSpecificCredentialId")
        serviceName = try response.text("ServiceName")
        status = try response.value("Status")
    }
}

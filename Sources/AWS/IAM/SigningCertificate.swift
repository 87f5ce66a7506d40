/// An X.509 certificate with which a user signs requests of old SOAP interfaces.
package struct SigningCertificate: Sendable, Hashable {
    package var certificateID: String
    package var status: AccessKeyStatus

    package init(certificateID: String, status: AccessKeyStatus) {
        self.certificateID = certificateID
        self.status = status
    }

    init(_ response: QueryResponse) throws(AWSError) {
        certificateID = try response.text("CertificateId")
        status = try response.value("Status")
    }
}

import FoundationEssentials
import HTTPTypes
import Secrets
import Testing

@testable import AWS

/// Passwords, and what a user may have beside access keys.
@Suite(.timeLimit(.minutes(1))) struct IAMOtherCredentialsTests {
    private static let profile =
        "<LoginProfile><UserName>bob</UserName><CreateDate>2026-11-20T09:00:00Z</CreateDate>reset</LoginProfile>"

    private static func answer(_ operation: String, reset: String) -> String {
        IAMResponses.wrap(operation, profile.replacing("reset", with: reset))
    }

    @Test func `a password is sent as it is, and whether it has to be changed`() async throws {
        let reset = "<PasswordResetRequired>true</PasswordResetRequired>"
        let transport = ScriptedTransport([
            .ok(Self.answer("CreateLoginProfile", reset: reset)), .ok("<UpdateLoginProfileResponse/>"),
        ])
        let iam = IAM(try Client.make(transport))
        let profile = try await iam.createLoginProfile(
            userName: .known("bob"), password: Secret("a+b& %é"), passwordResetRequired: true)
        #expect(profile.passwordResetRequired && profile.userName.rawValue == "bob" && profile.createDate != nil)
        try await iam.updateLoginProfile(
            userName: .known("bob"), password: Secret("c"), passwordResetRequired: false)
        #expect(transport.requests.map { $0.form["Password"] } == ["a+b& %é", "c"])
        #expect(transport.requests.map { $0.form["PasswordResetRequired"] } == ["true", "false"])
        #expect(transport.requests.map { $0.form["Action"] } == ["CreateLoginProfile", "UpdateLoginProfile"])
    }

    @Test func `a password that needn't be changed, and none`() async throws {
        let transport = ScriptedTransport([
            .ok(Self.answer("GetLoginProfile", reset: "")), .ok("<DeleteLoginProfileResponse/>"),
            .respond(status: 404, body: IAMResponses.error("NoSuchEntity")),
        ])
        let iam = IAM(try Client.make(transport))
        #expect(try await !iam.getLoginProfile(userName: .known("bob")).passwordResetRequired)
        try await iam.deleteLoginProfile(userName: .known("bob"))
        let error = await #expect(throws: AWSError.self) { try await iam.getLoginProfile(userName: .known("bob")) }
        #expect(error?.isNoSuchEntity == true)
    }

    @Test func `certificates, SSH keys and credentials for single services are listed and deleted`() async throws {
        let list = { (operation: String, name: String, members: String) in
            ScriptedTransport.Step.ok(
                IAMResponses.wrap(
                    operation, "<\(name)><member>\(members)</member></\(name)><IsTruncated>false</IsTruncated>"))
        }
        let transport = ScriptedTransport([
            list(
                "ListSigningCertificates", "Certificates",
                "<CertificateId>TA7SMP42TDN5Z26OBPJE7EXAMPLE</CertificateId><Status>Active</Status>"),
            list(
                "ListSSHPublicKeys", "SSHPublicKeys",
                "<SSHPublicKeyId>APKAEIVFHP46CEXAMPLE</SSHPublicKeyId><Status>Inactive</Status>"),
            list(
                "ListServiceSpecificCredentials", "ServiceSpecificCredentials",
                "<ServiceSpecificCredentialId>ACCA12345ABCDEXAMPLE</ServiceSpecificCredentialId>"
                    + "<ServiceName>codecommit.amazonaws.com</ServiceName><Status>Active</Status>"),
            .ok("<DeleteSigningCertificateResponse/>"), .ok("<DeleteSSHPublicKeyResponse/>"),
            .ok("<DeleteServiceSpecificCredentialResponse/>"),
        ])
        let (iam, bob) = (IAM(try Client.make(transport)), try UserName.known("bob"))
        let certificates = try await iam.listSigningCertificates(userName: bob)
        #expect(certificates == [.init(certificateID: "TA7SMP42TDN5Z26OBPJE7EXAMPLE", status: .active)])
        let keys = try await iam.listSSHPublicKeys(userName: bob)
        #expect(keys == [.init(sshPublicKeyID: "APKAEIVFHP46CEXAMPLE", status: .inactive)])
        let credentials = try await iam.listServiceSpecificCredentials(userName: bob)
        #expect(credentials.map(\.serviceName) == ["codecommit.amazonaws.com"])
        try await iam.deleteSigningCertificate(userName: bob, certificateID: certificates[0].certificateID)
        try await iam.deleteSSHPublicKey(userName: bob, sshPublicKeyID: keys[0].sshPublicKeyID)
        try await iam.deleteServiceSpecificCredential(
            userName: bob, serviceSpecificCredentialID: credentials[0].serviceSpecificCredentialID)
        #expect(transport.requests.allSatisfy { $0.form["UserName"] == "bob" })
        let ids = ["CertificateId", "SSHPublicKeyId", "ServiceSpecificCredentialId"]
        #expect(
            zip(transport.requests.suffix(3), ids).map { $0.form[$1] }
                == ["TA7SMP42TDN5Z26OBPJE7EXAMPLE", "APKAEIVFHP46CEXAMPLE", "ACCA12345ABCDEXAMPLE"])
    }
}

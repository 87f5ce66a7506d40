import AWS
import FoundationEssentials
import Testing

@testable import Baseline

@Suite struct AccountFileWriterTests {
    private let read = ReadFile()

    private func isReadBack(_ file: AccountFile) throws -> Bool {
        let text = String(decoding: try AccountFileWriter.write(file), as: UTF8.self)
        return try read(text).file.withoutLines == file.withoutLines
    }

    @Test func `the example is read back as it was`() throws {
        let bytes = try Data(contentsOf: URL(filePath: ReadFile.path("scripts/aws/account.yaml")))
        #expect(try isReadBack(try read(String(decoding: bytes, as: UTF8.self)).file))
    }

    @Test func `everything that a file may say is read back`() throws {
        let file = try read(
            """
            region: eu-west-1
            name: staging
            password-policy: {password-reuse-prevention: none, max-password-age: 90, hard-expiry: true, require-symbols: true}
            policies:
              own: {document: {Version: 2012-10-17, Statement: {Effect: Deny, Action: '*', Resource: '*'}}}
            groups:
              admins: {managed-policies: [own, ReadOnlyAccess, 'arn:aws:iam::123456789012:policy/x/y']}
            roles:
              first:
                path: /a/
                max-session-duration: 5400
                permissions-boundary: own
                trust:
                  - {groups: [admins], mfa: not-required, mirrored-roles: user-role/user_*}
                  - {groups: [admins], mfa-age: 90s}
                  - {principals: [role/second, user/ann, '210987654321'], external-id: x:1, bring: [tags, source-identity]}
                  - {provider: 'https://sso.example.com', clients: ['0123'], people: ['*@example.com'], claim: email, session-tags: true}
                  - {saml-provider: sso}
                  - {statements: {Effect: Deny, Principal: '*', Action: 'sts:*'}}
              second: {trust: [{service: ec2.amazonaws.com}], instance-profile: true, tags: {a: "", b: "no", c: 0123}}
            people:
              ann:
                pgp-key: |
                  -----BEGIN PGP PUBLIC KEY BLOCK-----

                  mQ==
                  -----END PGP PUBLIC KEY BLOCK-----
                console-password: true
                password-reset-required: false
                inline-policies:
                  own: {document: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: 's3:*', Resource: '*', Condition: {Bool: {'aws:SecureTransport': "true"}}}]}}
              no: {path: /no/}
            open-id-connect-providers: {'https://sso.example.com': {client-ids: ['0123'], thumbprints: [AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA]}}
            saml-providers: {sso: {metadata: "<EntityDescriptor>\\n\(String(repeating: " ", count: 1_000))</EntityDescriptor>"}}
            tables: {latchkey: {key: username, point-in-time-recovery: false}}
            """
        ).file
        #expect(try isReadBack(file))
    }

    @Test func `a word that a policy has as it is stays as it is`() throws {
        let file = try read(
            "region: eu-west-1\nwords: {PARTITION: PARTITION, REGION: REGION}\npolicies: {a: {document: {Version: 2012-10-17, "
                + "Statement: {Effect: Deny, Action: '*', Resource: 'arn:aws:s3:::PARTITION-REGION'}}}}"
        ).file
        #expect(file.policies[0].document.text.contains("s3:::PARTITION-REGION"))
        #expect(try isReadBack(file))
    }
}

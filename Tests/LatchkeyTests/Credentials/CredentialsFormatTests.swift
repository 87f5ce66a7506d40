import AWS
import FoundationEssentials
import Secrets
import Testing

@testable import latchkey

@Suite struct CredentialsFormatTests {
    private let kept = KeptCredentials(
        name: "work",
        credentials: Credentials(
            accessKeyID: "ASIA1", secretAccessKey: Secret(#"a'b\c"#), sessionToken: Secret("t"),
            expiration: ToolBench.now),
        origin: "a test", region: Region("eu-west-1"), sources: [])

    @Test func `each format is what its readers take, whatever the secret has in it`() {
        #expect(
            CredentialsFormat.process.text(kept)
                == #"{"Version":1,"AccessKeyId":"ASIA1","SecretAccessKey":"a'b\\c","SessionToken":"t","#
                + #""Expiration":"2026-11-25T09:46:40Z"}"# + "\n")
        #expect(
            CredentialsFormat.env.text(kept) == #"""
                export AWS_ACCESS_KEY_ID='ASIA1'
                export AWS_SECRET_ACCESS_KEY='a'\''b\c'
                export AWS_SESSION_TOKEN='t'
                export AWS_CREDENTIAL_EXPIRATION='2026-11-25T09:46:40Z'
                export AWS_REGION='eu-west-1'

                """#)
        #expect(CredentialsFormat.fish.text(kept).contains(#"set -gx AWS_SECRET_ACCESS_KEY 'a\'b\\c'"#))
        #expect(CredentialsFormat.powershell.text(kept).contains(#"$Env:AWS_SECRET_ACCESS_KEY = 'a''b\c'"#))
        #expect(
            CredentialsFormat.credentialsFile.text(kept) == #"""
                [work]
                aws_access_key_id = ASIA1
                aws_secret_access_key = a'b\c
                aws_session_token = t
                region = eu-west-1

                """#)
    }
}

import AWS
import Testing

struct SigningKeyTests {
    private let key = SigningKey(
        secretAccessKey: Credentials.example.secretAccessKey,
        scope: CredentialScope(day: "20150830", region: "us-east-1", service: "iam"))

    @Test func `a signing key prints nothing of the key`() {
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "‹redacted›")
        #expect(!dumped.contains("key"))
    }
}

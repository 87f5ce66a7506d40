import AWS
import IdentityProofs
import Settings
import Testing

@testable import iam_auth

@Suite struct IAMAuthSettingsTests {
    private func read(_ values: [String: String]) -> (settings: IAMAuthSettings?, problems: [String]) {
        var reader = SettingsReader(values: values) { _ in "" }
        let settings = IAMAuthSettings(from: &reader)
        return (settings, reader.problems)
    }

    @Test func `without settings nobody is let in`() throws {
        let settings = try #require(read([:]).settings)
        #expect(settings.servers.isEmpty && settings.proofs == [.signed] && settings.mapping == .userName)
        #expect(settings.maximumAge == 300 && settings.sessionDuration == 28_800)
    }

    @Test func `lists are read`() throws {
        let settings = try #require(
            read([
                "LATCHKEY_IAM_AUTH_SERVERS": "tools.example.com, wiki.example.com:8443",
                "LATCHKEY_IAM_AUTH_REGIONS": "us-east-1,eu-central-1", "LATCHKEY_IAM_AUTH_ACCOUNT": "123456789012",
                "LATCHKEY_IAM_AUTH_ALLOW":
                    "arn:aws:iam::123456789012:user/*,arn:aws:sts::123456789012:assumed-role/deploy/*",
            ]).settings)
        #expect(settings.servers.map(\.description).sorted() == ["tools.example.com", "wiki.example.com:8443"])
        #expect(settings.regions?.map(\.rawValue) == ["us-east-1", "eu-central-1"])
        #expect(settings.allowed?.count == 2 && settings.account?.rawValue == "123456789012")
    }

    @Test(arguments: [
        ("SERVERS", "Tools.example.com"), ("SERVERS", "https://tools.example.com"),
        ("SERVERS", "tools.example.com:443"), ("SERVERS", "a,,b"),
        ("SERVERS", "*.example.com"), ("ACCOUNT", "1234"), ("REGIONS", "us-east-1,cn-north-1"), ("REGIONS", "mars-1"),
        ("ALLOW", "alice"),
        ("ALLOW", "*"), ("MAPPING", "email"), ("MAX_AGE", "29"), ("MAX_AGE", "901"), ("SESSION_DURATION", "0"),
        ("RULES_FILE", "rules.yaml"),
        ("PROOFS", "kms"), ("PROOFS", "signed,signed"), ("PROOFS", "signed,presigned"), ("PROOFS", "Presigned"),
        ("PROOFS", ""), ("PROOFS", "token"),
        ("ISSUER", "https://x.tokens.sts.global.api.aws"),
        ("KMS_KEY", "arn:aws:kms:us-east-1:123456789012:key/1234abcd"), ("HTTP_SERVERS", "tools.example.com"),
    ])
    func `a bad value is told`(name: String, value: String) {
        let (settings, problems) = read(["LATCHKEY_IAM_AUTH_\(name)": value])
        // An empty value is an absent one.
        if value.isEmpty { return #expect(problems.isEmpty) }
        #expect(settings == nil || !problems.isEmpty)
        #expect(problems.count == 1 && problems[0].hasPrefix("LATCHKEY_IAM_AUTH_"))
    }

    @Test(arguments: [
        "http://issuer.example", "https://issuer.example/", "issuer.example", "https://user@issuer.example",
        "https://issuer.example?x",
    ])
    func `an issuer that isn't an https URL is refused`(issuer: String) {
        #expect(
            !read(["LATCHKEY_IAM_AUTH_PROOFS": "signed,token", "LATCHKEY_IAM_AUTH_ISSUER": issuer]).problems.isEmpty)
    }

    @Test(arguments: [
        "1234abcd-12ab-34cd-56ef-1234567890ab", "alias/tools", "arn:aws:kms:us-east-1:123456789012:alias/tools",
        "arn:aws:kms:us-east-1::key/1234abcd", "arn:aws:kms::123456789012:key/1234abcd",
        "arn:aws-cn:kms:us-east-1:123456789012:key/1234abcd", "arn:aws:iam:us-east-1:123456789012:key/1234abcd",
    ])
    func `a key is named by its ARN`(key: String) {
        #expect(!read(["LATCHKEY_IAM_AUTH_PROOFS": "kms", "LATCHKEY_IAM_AUTH_KMS_KEY": key]).problems.isEmpty)
    }

    @Test func `KMS tokens need a key, and servers without TLS are among the servers`() throws {
        let settings = try #require(
            read([
                "LATCHKEY_IAM_AUTH_PROOFS": "signed,kms",
                "LATCHKEY_IAM_AUTH_KMS_KEY": "arn:aws:kms:eu-central-1:123456789012:key/mrk-1234abcd",
                "LATCHKEY_IAM_AUTH_SERVERS": "a.example,b.example", "LATCHKEY_IAM_AUTH_HTTP_SERVERS": "b.example",
            ]).settings)
        #expect(settings.proofs == [.signed, .kms] && settings.kmsKey?.region.rawValue == "eu-central-1")
        #expect(settings.httpServers.map(\.description) == ["b.example"])
    }

    @Test func `presigned is another word for a signed identity`() {
        #expect(read(["LATCHKEY_IAM_AUTH_PROOFS": "presigned"]).settings?.proofs == [.signed])
        let both = [
            "LATCHKEY_IAM_AUTH_PROOFS": "token,presigned",
            "LATCHKEY_IAM_AUTH_ISSUER": "https://x.tokens.sts.global.api.aws",
        ]
        #expect(read(both).settings?.proofs == [.token, .signed])
    }

    @Test func `names of sessions need a list of whose they are`() {
        #expect(read(["LATCHKEY_IAM_AUTH_MAPPING": "session-name"]).problems.count == 1)
        let values = [
            "LATCHKEY_IAM_AUTH_MAPPING": "session-name",
            "LATCHKEY_IAM_AUTH_ALLOW": "arn:aws:sts::123456789012:assumed-role/sso/*",
        ]
        #expect(read(values).settings?.mapping == .sessionName)
    }
}

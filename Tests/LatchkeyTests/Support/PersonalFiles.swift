import FoundationEssentials
import TestSupport

@testable import latchkey

/// A person's configuration, and a folder for what the tool keeps.
enum PersonalFiles {
    static let configuration = """
        sign-ins:
          company: {portal: "https://latchkey.example.com"}
          okta: {issuer: "https://example.okta.com", client-id: 0oa123}
        profiles:
          work: {sign-in: company}
          admin:
            sign-in: okta
            role-arn: arn:aws:iam::123456789012:role/admin
            duration: 2h
            region: eu-west-1

        """

    static func environment(_ folder: TemporaryFolder, _ others: [String: String] = [:]) -> [String: String] {
        ["HOME": "/h", "XDG_CACHE_HOME": folder.path, "AWS_EC2_METADATA_DISABLED": "true"]
            .merging(others) { _, other in other }
    }

    static let files = ["/h/.config/latchkey/config.yaml": configuration]

    static func portalCredentials(_ id: String = "ASIAPORTAL", expiring: String = "2026-11-25T10:46:40Z") -> String {
        #"{"Version":1,"AccessKeyId":"\#(id)","SecretAccessKey":"s","SessionToken":"t","Expiration":"\#(expiring)"}"#
    }

    static func session(_ id: String = "ASIADIRECT", expiring: String = "2026-11-25T11:46:40Z") -> ToolBench.Answer {
        STSAnswers.wrap(
            "AssumeRoleWithWebIdentity",
            "<Credentials><AccessKeyId>\(id)</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                + "<SessionToken>t</SessionToken><Expiration>\(expiring)</Expiration></Credentials><AssumedRoleUser>"
                + "<Arn>arn:aws:sts::123456789012:assumed-role/admin/x</Arn><AssumedRoleId>AROA:x</AssumedRoleId>"
                + "</AssumedRoleUser>")
    }

    /// A machine of somebody who has signed in, with this configuration.
    static func bench(
        _ folder: TemporaryFolder, _ environment: [String: String] = [:], files: [String: String] = files,
        tokens: any SignInTokens = GivenTokens(), now: Date = ToolBench.now,
        server: @escaping @Sendable (String) -> ToolBench.Answer = { _ in .ok(portalCredentials()) }
    ) -> ToolBench {
        ToolBench(
            environment: Self.environment(folder, environment), files: files, sts: { _ in session() }, server: server,
            tokens: tokens, now: now)
    }
}

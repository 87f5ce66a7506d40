import Formats
import Secrets

/// Credentials in the variables `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, with their end in
/// `AWS_CREDENTIAL_EXPIRATION`.
struct EnvironmentCredentials: CredentialsSource {
    var context: CredentialsContext

    func load() async throws(AWSError) -> FoundCredentials? {
        guard let accessKeyID = context.variable("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secretAccessKey = context.variable("AWS_SECRET_ACCESS_KEY") else {
            throw .credentials("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY isn't")
        }
        let credentials = Credentials(
            accessKeyID: accessKeyID, secretAccessKey: Secret(secretAccessKey),
            sessionToken: context.variable("AWS_SESSION_TOKEN").map { Secret($0) },
            expiration: context.variable("AWS_CREDENTIAL_EXPIRATION").flatMap(Timestamp.parse))
        return FoundCredentials(credentials, from: .environment)
    }
}

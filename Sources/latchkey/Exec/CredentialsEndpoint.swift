import AWS
import Cryptography
import Formats
import FoundationEssentials
import Loopback
import Secrets

/// Gives credentials to AWS's tools that this program started, as the agent of a container does.
///
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>
struct CredentialsEndpoint: Sendable {
    static let path = "/credentials"

    /// What a client has to send as `Authorization`, to the byte.
    let token: Secret
    let provider: any CredentialsProvider

    func answer(_ request: LoopbackRequest) async -> LoopbackResponse {
        guard let given = request.field("Authorization"),
            token.withBytes({ constantTimeEqual($0, given.utf8.span) })
        else { return Self.failure(401, "Unauthorized", "The token of AWS_CONTAINER_AUTHORIZATION_TOKEN is missing.") }
        guard request.path == Self.path else { return Self.failure(404, "NotFound", "Only \(Self.path) is here.") }
        guard request.method == .get else { return Self.failure(405, "MethodNotAllowed", "Only GET is answered.") }
        do throws(AWSError) {
            return try Self.document(await provider.credentials())
        } catch {
            return Self.failure(500, "CredentialsNotAvailable", CommandError(error).description)
        }
    }

    private static func document(_ credentials: Credentials) throws(AWSError) -> LoopbackResponse {
        guard let token = credentials.sessionToken, let end = credentials.expiration else {
            throw .credentials("they aren't those of a session")
        }
        let document: JSONValue = [
            "AccessKeyId": .string(credentials.accessKeyID),
            "SecretAccessKey": .string(credentials.secretAccessKey.reveal()), "Token": .string(token.reveal()),
            "Expiration": .string(Timestamp.format(end)),
        ]
        return LoopbackResponse(contentType: "application/json", body: document.bytes)
    }

    /// AWS's tools show the message to the person.
    private static func failure(_ status: Int, _ code: String, _ message: String) -> LoopbackResponse {
        let document: JSONValue = ["code": .string(code), "message": .string(message)]
        return LoopbackResponse(status: status, contentType: "application/json", body: document.bytes)
    }
}

import AWS
import Formats
import Grants
import Problems
import Secrets

/// What the routes answer about credentials.
enum CredentialAnswers {
    /// As `credential_process` reads it, with what came of the tags.
    static func json(_ grant: Grant) throws(Problem) -> JSONValue {
        let credentials = grant.credentials
        guard let sessionToken = credentials.sessionToken, let expiration = credentials.expiration else {
            throw .unexpected("AssumeRole answered no session token or expiration")
        }
        return JSONValue(present: [
            "Version": 1, "AccessKeyId": .string(credentials.accessKeyID),
            "SecretAccessKey": .string(credentials.secretAccessKey.reveal()),
            "SessionToken": .string(sessionToken.reveal()), "Expiration": .string(Timestamp.format(expiration)),
            "tags": .object(grant.tags.map { .init($0.key, .string($0.value)) }),
            "dropped_tags": .array(grant.droppedTags.map(JSONValue.string)),
            "packed_policy_size": grant.packedPolicySize.map(JSONValue.integer),
        ])
    }
}

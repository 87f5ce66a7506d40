import Formats
import HTTP1

/// What a server of iam-auth-proxy's protocol asks for: the person's credentials for fifteen minutes, encrypted by KMS.
package struct KMSChallenge: Sendable, Hashable {
    /// The account in which the identity must be, of 12 digits.
    package let account: String
    /// The key, as the server names it. Only one that the person allowed is used.
    package let keyID: String
    /// The encryption context, as the server writes it: base64 of a JSON object of texts.
    package let context: String

    private static let maximumKeyLength = 2_048
    private static let maximumContextLength = 8_192

    /// The challenge of a response: `WWW-Authenticate: IAM realm="<account>"`, and a field each with key and context.
    ///
    /// - Returns: nil when the response isn't a 401, has another challenge beside this one, or one that isn't well-formed. It
    ///   is nobody's to answer then.
    init?(_ head: ResponseHead) {
        guard head.status == 401, let text = head.fields.single("WWW-Authenticate"), text.utf8.count <= 2_048,
            text.lowercased().hasPrefix("iam "), let parameters = AuthParameters(text.dropFirst(4)),
            let account = parameters["realm"], account.utf8.count == 12, account.utf8.allSatisfy(\.isASCIIDigit),
            let keyID = head.fields.single("Iam-Auth-Kms-Key-Id"), keyID.utf8.count <= Self.maximumKeyLength,
            let context = head.fields.single("Iam-Auth-Kms-Encryption-Context"),
            context.utf8.count <= Self.maximumContextLength
        else { return nil }
        self.account = account
        self.keyID = keyID
        self.context = context
    }
}

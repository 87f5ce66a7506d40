import Cryptography
import Formats
package import Secrets

/// Signs requests with Signature Version 4.
///
///     signature = HMAC(signing key, string to sign(canonical request))
///
/// It uses no clock, network or environment, and doesn't change the request: the caller adds what it is told.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>
package struct Signer: Sendable {
    package static let algorithm = "AWS4-HMAC-SHA256"

    package let accessKeyID: String
    package let sessionToken: Secret?
    package let key: SigningKey
    package let date: SigningDate

    /// - Parameters:
    ///   - credentials: whose signature it is.
    ///   - key: the key that was derived from the secret of `credentials` for the day of `date`.
    ///   - date: the time of the signature by AWS's clock.
    package init(credentials: Credentials, key: SigningKey, date: SigningDate) {
        accessKeyID = credentials.accessKeyID
        sessionToken = credentials.sessionToken
        self.key = key
        self.date = date
    }

    /// Calls `add` with the name and the UTF-8 of the value of each field to add to `request`: `X-Amz-Date`,
    /// `X-Amz-Security-Token` if there is a token, and `Authorization`.
    package func sign(
        _ request: consuming SigningRequest, add: (_ name: String, _ value: borrowing Span<UInt8>) -> Void
    ) {
        add("X-Amz-Date", date.timestamp.utf8.span)
        request.fields.append(.init("x-amz-date", date.timestamp))
        if let sessionToken {
            sessionToken.withBytes { add("X-Amz-Security-Token", $0) }
            request.fields.append(.init("x-amz-security-token", sessionToken.reveal()))
        }
        add("Authorization", authorization(of: CanonicalRequest(request)).span)
    }

    private func authorization(of canonicalRequest: CanonicalRequest) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(320)
        text.append(utf8: Self.algorithm)
        text.append(utf8: " Credential=")
        text.append(utf8: accessKeyID)
        text.append(UInt8(ascii: "/"))
        text.append(utf8: key.scope.description)
        text.append(utf8: ", SignedHeaders=")
        text += canonicalRequest.bytes[canonicalRequest.signedFieldsRange]
        text.append(utf8: ", Signature=")
        let stringToSign = StringToSign(canonicalRequest, date: date, scope: key.scope)
        key.appendSignature(of: stringToSign, to: &text)
        return text
    }

    /// The query items to add to `request`, in this order. Its URL is then valid by itself, for `expires` seconds.
    package func queryItems(presigning request: SigningRequest, expires: Int) -> [SigningRequest.Pair] {
        var request = request
        var added: [SigningRequest.Pair] = [
            .init("X-Amz-Algorithm", Self.algorithm),
            .init("X-Amz-Credential", "\(accessKeyID)/\(key.scope)"),
            .init("X-Amz-Date", date.timestamp),
            .init("X-Amz-Expires", String(expires)),
            .init("X-Amz-SignedHeaders", CanonicalRequest(request).signedFields),
        ]
        if let sessionToken { added.append(.init("X-Amz-Security-Token", sessionToken.reveal())) }
        var form = FormEncoding()
        for item in added { form.append(item.name, item.value) }
        request.query += request.query.isEmpty ? form.text : "&\(form.text)"
        added.append(.init("X-Amz-Signature", signature(of: CanonicalRequest(request))))
        return added
    }

    private func signature(of canonicalRequest: CanonicalRequest) -> String {
        key.signature(of: StringToSign(canonicalRequest, date: date, scope: key.scope).bytes)
    }
}

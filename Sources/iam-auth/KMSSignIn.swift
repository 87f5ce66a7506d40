import AWS
import Formats
import HTTPTypes
import Web

/// What `GET /auth` is asked: a token, and where the browser goes then.
struct KMSSignIn: Sendable {
    /// What KMS has encrypted.
    let ciphertext: [UInt8]
    let returnAddress: ReturnAddress

    /// - Throws: ``KMSTokenError`` unless the query is `token` and, if it isn't `/`, `return_url`, each of its form, and a
    ///   browser says nothing of another site.
    init(_ context: RequestContext) throws(KMSTokenError) {
        if let site = context.head.fetchSite, site != "same-origin", site != "none" { throw .fromOtherSite }
        let query = context.query
        guard query.members.allSatisfy({ $0.name == "token" || $0.name == "return_url" }) else {
            throw .malformed("the query has more than “token” and “return_url”")
        }
        guard let token = query["token"], !token.isEmpty else { throw .malformed("“token” is missing") }
        guard token.utf8.count <= (KMS.maximumCiphertextByteCount + 2) / 3 * 4,
            let ciphertext = Base64.decode(token)
        else { throw .malformed("“token” is no base64") }
        self.ciphertext = ciphertext
        returnAddress = try Self.address(query["return_url"] ?? "/", origin: context.baseURL.description)
    }

    private static func address(_ text: String, origin: String) throws(KMSTokenError) -> ReturnAddress {
        guard text.utf8.first == UInt8(ascii: "/"),
            let address = ReturnAddress(escapingQuery(of: text), origin: origin)
        else { throw .badReturnURL }
        return address
    }

    /// Browsers send these characters in a query as they are, and the client takes over what they sent.
    private static func escapingQuery(of text: String) -> String {
        guard let start = text.utf8.firstIndex(of: UInt8(ascii: "?")) else { return text }
        var bytes = Array(text.utf8[..<start])
        for byte in text.utf8[start...] {
            if "\"<>\\^`{|}".utf8.contains(byte) {
                bytes += "%\(Hexadecimal.encode([byte]))".utf8
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

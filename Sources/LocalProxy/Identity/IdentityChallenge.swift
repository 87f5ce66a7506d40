import Formats
import HTTP1

/// What a server asks for that lets in whoever has an IAM identity.
package struct IdentityChallenge: Sendable, Hashable {
    /// The account in which the identity must be, of 12 digits.
    package let account: String
    /// The server's authority, as it is signed in the proof.
    package let server: String
    /// The Regions whose STS the server asks.
    package let regions: [String]
    /// The kinds of proof that it takes: `signed`, `token`.
    package let proofs: [String]

    private static let maximumBytes = 2_048

    /// The challenge of a response: `WWW-Authenticate: IAM realm="<account>", server="<authority>", …`.
    ///
    /// - Returns: nil when the response isn't a 401, has no such challenge or several, or one that isn't well-formed. It is
    ///   nobody's to answer then.
    init?(_ head: ResponseHead) {
        let challenges = head.fields.values("WWW-Authenticate").filter { $0.lowercased().hasPrefix("iam ") }
        guard head.status == 401, challenges.count == 1, let text = challenges.first,
            text.utf8.count <= Self.maximumBytes, let parameters = AuthParameters(text.dropFirst(4))
        else { return nil }
        self.init(
            account: parameters["realm"], server: parameters["server"], regions: parameters["regions"],
            proofs: parameters["proofs"])
    }

    /// The challenge as `GET /auth/challenge` answers it.
    init?(json: [UInt8]) {
        guard json.count <= 16_384, let value = try? JSONReader.read(json, maximumDepth: 4) else { return nil }
        let list = { (name: String) -> String? in
            guard case .array(let values)? = value[name] else { return nil }
            return values.compactMap(\.string).joined(separator: " ")
        }
        self.init(
            account: value["account"]?.string, server: value["server"]?.string, regions: list("regions"),
            proofs: list("proofs"))
    }

    private init?(account: String?, server: String?, regions: String?, proofs: String?) {
        guard let account, account.utf8.count == 12, account.utf8.allSatisfy(\.isASCIIDigit),
            let server, !server.isEmpty
        else { return nil }
        self.account = account
        self.server = server
        self.regions = (regions ?? "").split(separator: " ").map(String.init)
        self.proofs = (proofs ?? "").split(separator: " ").map(String.init)
        guard (self.regions + self.proofs).allSatisfy(Self.isWord) else { return nil }
    }

    private static func isWord(_ text: String) -> Bool {
        text.utf8.count <= 32
            && text.utf8.allSatisfy {
                $0.isASCIIDigit || $0.isASCIILowercase || $0 == UInt8(ascii: "-")
            }
    }
}

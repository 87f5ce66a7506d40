import HTTP1
import Testing

@testable import LocalProxy

struct KMSChallengeTests {
    private static let key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd"
    private static let fields: HeaderFields = [
        "Www-Authenticate": #"IAM realm="123456789012""#, "Iam-Auth-Kms-Key-Id": key,
        "Iam-Auth-Kms-Encryption-Context": "eyJzYWx0IjoieCJ9",
    ]

    private func head(_ change: (inout HeaderFields) -> Void = { _ in }, status: Int = 401) -> ResponseHead {
        var fields = Self.fields
        change(&fields)
        return ResponseHead(status: status, reason: "", fields: fields)
    }

    @Test func `a challenge names the account, the key and the context`() throws {
        let challenge = try KMSChallenge(head()).orFail()
        #expect(challenge.account == "123456789012" && challenge.keyID == Self.key)
        #expect(challenge.context == "eyJzYWx0IjoieCJ9")
        #expect(ServerChallenge(head()) == .token(challenge) && ServerChallenge(head())?.account == "123456789012")
    }

    @Test func `what isn't that challenge is nobody's to answer`() {
        for (number, change) in [
            { $0.append("WWW-Authenticate", #"Basic realm="x""#) },
            { $0.append("WWW-Authenticate", #"IAM realm="123456789012""#) },
            { $0.replace("WWW-Authenticate", #"Basic realm="123456789012""#) },
            { $0.replace("WWW-Authenticate", #"IAM realm="12345678901""#) },
            { $0.replace("WWW-Authenticate", "IAM") }, { $0.remove("WWW-Authenticate") },
            { $0.remove("Iam-Auth-Kms-Key-Id") }, { $0.remove("Iam-Auth-Kms-Encryption-Context") },
            { $0.append("Iam-Auth-Kms-Key-Id", "x") }, { $0.append("Iam-Auth-Kms-Encryption-Context", "e30=") },
            { $0.replace("Iam-Auth-Kms-Key-Id", String(repeating: "x", count: 2_049)) },
            { $0.replace("Iam-Auth-Kms-Encryption-Context", String(repeating: "x", count: 8_193)) },
        ].enumerated() as EnumeratedSequence<[(inout HeaderFields) -> Void]> {
            #expect(KMSChallenge(head(change)) == nil, "\(number)")
        }
        #expect(KMSChallenge(head(status: 403)) == nil)
    }

    @Test(arguments: [("signed kms", true), ("signed token kms", true), ("kms", false)])
    func `a server that takes a proof gets no credentials`(proofs: String, isProof: Bool) throws {
        let challenge = try ServerChallenge(
            head { $0.replace("WWW-Authenticate", #"IAM realm="123456789012", server="a", proofs="\#(proofs)""#) }
        ).orFail()
        if case .proof = challenge { #expect(isProof) } else { #expect(!isProof) }
    }
}

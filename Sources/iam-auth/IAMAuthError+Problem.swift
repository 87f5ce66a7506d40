import AWS
import Formats
import HTTPTypes
import IdentityProofs
import Problems
import Tokens

extension IAMAuthError: ProblemConvertible {
    /// What who is outside is told. 401 asks for another proof; 403 says that no proof of this identity will do.
    var problem: Problem {
        switch self {
        case .serverUnknown(let name):
            Problem(
                "server-unknown", status: .forbidden, title: "This server takes no proofs of identity",
                detail: "LATCHKEY_IAM_AUTH_SERVERS doesn't name this server. Tell the people who run it.",
                cause: "\(name) isn't in LATCHKEY_IAM_AUTH_SERVERS")
        case .serverUncertain(let name, let port):
            Problem(
                "server-unknown", status: .forbidden, title: "This server takes no proofs of identity",
                detail: """
                    LATCHKEY_IAM_AUTH_SERVERS has this host with several ports, and the one that you named isn't the one at \
                    which you asked. Tell the people who run it.
                    """,
                cause: "the client named \(name), and nginx listens at the port \(port ?? "that it doesn't say")")
        case .notProved(let fault):
            Self.problem(for: fault, "Run “latchkey open” with this address, or send a proof of your IAM identity.")
        case .proofRefused(let error): Self.problem(for: error)
        case .tokenRefused(.keysUnavailable(let error)): Self.unavailable("the issuer's keys: \(error)")
        case .tokenRefused(let error):
            Self.refused(error.label, "The token isn't believed: \(error).", "token: \(error)")
        case .proofRevoked:
            Self.refused("revoked", "Your sessions were ended after the proof was made.", "proof: revoked")
        case .kmsTokenRefused(let error):
            Problem(
                "kms-token-refused", status: .forbidden, title: "Your token signs nobody in",
                detail: "\(error.words) Nobody was signed in. Open the page that you wanted, and not this address.",
                members: [.init("reason", .string(error.label))], cause: "KMS token: \(error)")
        case .keyRefused(let error): error.problem
        case .otherAccount(let identity), .notAllowed(let identity), .noName(let identity), .ruledOut(let identity):
            Problem(
                "identity-not-allowed", status: .forbidden, title: "You may not enter",
                detail: "\(reasonOutside) Nothing was done. Ask the people who run this server.",
                members: [.init("arn", .string(identity.arn.rawValue))], cause: "\(label): \(identity.arn)")
        case .mappingRefused(let word):
            Problem(
                "mapping-refused", status: .forbidden, title: "This address asks for a name that isn't given",
                detail: """
                    The web server's files ask for a kind of name here that this server doesn't give. Nothing was done. \
                    Tell the people who run it.
                    """, cause: "the web server asks for the mapping “\(word)”")
        case .pathNotPlain:
            Problem(
                "path-not-plain", status: .forbidden, title: "This address can be read in several ways",
                detail: """
                    Who may enter depends on the path here, and programs read this one differently: it has an encoded \
                    slash, a double one, a dot segment or the like. Nothing was done. Write it plainly.
                    """)
        case .unavailable(let error): Self.unavailable("\(error)")
        case .revocationsUnknown: Self.unavailable("the revocations couldn't be read yet")
        case .crowded: Self.unavailable("too many requests wait for AWS already")
        case .sessionTooLarge:
            Problem(
                "session-too-large", status: .forbidden, title: "Your identity doesn't fit into a session",
                detail: "Your principal has so many tags that a cookie can't hold them. Send a proof with each request."
            )
        }
    }

    /// What who is outside is told where KMS tokens alone are taken. Those are made by a proxy.
    var problemBesideKMS: Problem {
        guard case .notProved(let fault) = self else { return problem }
        return Self.problem(for: fault, "Come through “latchkey proxy --allow-kms-key”, or through iam-auth-proxy.")
    }

    /// One word for the log and for the challenge.
    var label: String {
        switch self {
        case .serverUnknown, .serverUncertain: "server-unknown"
        case .notProved(let fault): fault?.rawValue ?? "none"
        case .proofRefused(let error): error.label
        case .tokenRefused(let error): error.label
        case .proofRevoked: "revoked"
        case .kmsTokenRefused(let error): error.label
        case .keyRefused: "key"
        case .otherAccount: "account"
        case .notAllowed: "not-allowed"
        case .mappingRefused: "mapping"
        case .noName: "kind"
        case .ruledOut: "rules"
        case .pathNotPlain: "path"
        case .unavailable, .revocationsUnknown, .crowded: "unavailable"
        case .sessionTooLarge: "too-large"
        }
    }

    private var reasonOutside: String {
        switch self {
        case .otherAccount: "Your identity is of another AWS account than those who may enter here."
        case .noName(let identity):
            "You come as \(Self.words(for: identity.kind)), and only others have a name at this address."
        case .ruledOut: "You are known, but the rules of this server don't let you in at this address."
        default: "Your identity isn't among those that are let in here."
        }
    }

    private static func words(for kind: IAMIdentity.Kind) -> String {
        switch kind {
        case .user: "an IAM user"
        case .role: "a session of a role"
        case .root: "the root user of the account"
        case .federatedUser: "a federated user"
        }
    }

    private static func problem(for fault: SessionFault?, _ way: String) -> Problem {
        Problem(
            "identity-not-proved", status: .unauthorized, title: "You haven't proved who you are",
            detail: "\(words(for: fault)) \(way)", cause: fault.map { "session: \($0.rawValue)" })
    }

    private static func words(for fault: SessionFault?) -> String {
        switch fault {
        case nil: "This address wants to know who you are in AWS."
        case .expired: "Your session is over."
        case .revoked: "Your session was ended."
        case .repeated, .forged: "Your session isn't valid here."
        }
    }

    private static func problem(for error: ProofError) -> Problem {
        if case .awsUnavailable(let error) = error { return unavailable("\(error)") }
        return refused(error.label, error.words, "proof: \(error)")
    }

    private static func refused(_ reason: String, _ words: String, _ cause: String) -> Problem {
        Problem(
            "proof-refused", status: .unauthorized, title: "Your proof of identity isn't believed",
            detail: "\(words) Nothing was done. Make a new proof for this server.",
            members: [.init("reason", .string(reason))], cause: cause)
    }

    private static func unavailable(_ cause: String) -> Problem {
        Problem(
            "aws-unavailable", status: .serviceUnavailable, title: "AWS can't be reached",
            detail:
                "Who you are can't be checked at the moment, because AWS doesn't respond as it should. Try again in a while.",
            retryAfter: 10, cause: cause)
    }
}

extension ProofError {
    /// One word for programs.
    fileprivate var label: String {
        switch self {
        case .malformed: "malformed"
        case .regionNotAllowed: "region"
        case .expired: "expired"
        case .early: "early"
        case .refusedByAWS(let code): ErrorCode.endedCredentials.contains(code) ? "credentials" : "signature"
        case .replayed: "replayed"
        case .awsUnavailable: "unavailable"
        }
    }

    fileprivate var words: String {
        switch self {
        case .malformed(let reason): "The proof is malformed: \(reason)."
        case .regionNotAllowed: "The proof is for an AWS Region that isn't asked here."
        case .expired: "The proof is too old, by AWS's clock."
        case .early: "The proof is from the future, by AWS's clock: look at yours."
        case .refusedByAWS(let code) where ErrorCode.endedCredentials.contains(code):
            "AWS doesn't know the credentials that made the proof, or they have expired."
        case .refusedByAWS: "AWS doesn't accept the proof's signature: it may be for another server."
        case .replayed: "The proof has been used before."
        case .awsUnavailable: "AWS can't be asked at the moment."
        }
    }
}

extension TokenError {
    /// One word for programs.
    fileprivate var label: String {
        switch self {
        case .expired: "expired"
        case .notYetValid: "early"
        case .wrongAudience: "server"
        case .wrongIssuer: "issuer"
        case .unknownKey, .wrongAlgorithm, .wrongSignature: "signature"
        case .keysUnavailable: "unavailable"
        default: "malformed"
        }
    }
}

extension ErrorCode {
    fileprivate static let endedCredentials: Set<ErrorCode> = [
        .expiredToken, .expiredTokenException, .invalidClientTokenID,
    ]
}

import AWS
import Transport

// What AWS refused, or why it didn't answer, in words for the person whose credentials they are.

extension CommandError {
    /// - Parameters:
    ///   - error: what came of a call.
    ///   - origin: where the credentials came from that it was signed with; nil if there are none.
    init(_ error: AWSError, credentialsFrom origin: CredentialsOrigin? = nil) {
        switch error {
        case .credentials(let reason):
            self.init(
                .configuration,
                "no AWS credentials: \(reason); choose a profile with --profile, such as one that “latchkey roles” lists, or sign in "
                    + "with AWS's command line")
        case .service(let error): self.init(error, credentialsFrom: origin)
        case .transport(.notSent(let reason), _), .transport(.interrupted(let reason), _):
            self.init(
                .unavailable,
                "AWS can't be reached: \(reason); look whether the network works, and what AWS_ENDPOINT_URL, "
                    + "HTTPS_PROXY and AWS_CA_BUNDLE say")
        case .transport(.deadlineExceeded, _), .deadlineExceeded:
            self.init(.unavailable, "AWS didn't answer in time: try again")
        case .transport(.cancelled, _), .rateLimited: self.init(.tryAgain, "the call to AWS was broken off: try again")
        case .transport(.responseTooLarge, let operation), .malformedResponse(let operation, _):
            self.init(
                .badAnswer,
                "what answered \(operation) isn't AWS: look what AWS_ENDPOINT_URL and HTTPS_PROXY say")
        }
    }

    private init(_ error: ServiceError, credentialsFrom origin: CredentialsOrigin?) {
        let whose = origin.map { "the credentials (\($0.words))" } ?? "the credentials"
        switch error.code {
        case .expiredToken, .expiredTokenException, "RequestExpired":
            self.init(.noPermission, "\(whose) have expired: sign in again, or renew them")
        case .invalidClientTokenID, "UnrecognizedClientException", "InvalidAccessKeyId":
            self.init(
                .noPermission,
                "AWS doesn't know \(whose), or they were deactivated: choose others with --profile")
        case "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature":
            self.init(
                .noPermission, "AWS refuses the signature: the secret key of \(whose) is wrong, or this machine's clock"
            )
        case .outboundFederationDisabled, .outboundFederationDisabledException:
            self.init(
                .configuration,
                "the AWS account doesn't issue tokens: use --proof signed, or have an administrator run "
                    + "“aws iam enable-outbound-web-identity-federation”")
        case .sessionDurationEscalation, .sessionDurationEscalationException:
            self.init(.noPermission, "\(whose) expire too soon for a token: sign in again, or renew them")
        case .validationError, .packedPolicyTooLarge, "MalformedPolicyDocument":
            self.init(.configuration, "AWS can't do \(error.operation) like this: \(error.code): \(error.message)")
        default:
            let reason = error.message.isEmpty ? "\(error.code)" : "\(error.code): \(error.message)"
            if error.isThrottling {
                self.init(.tryAgain, "AWS gets too many requests at the moment: try again later")
            } else if error.isAccessDenied {
                self.init(.noPermission, "AWS doesn't allow \(error.operation): \(reason)")
            } else if error.isServerFailure {
                self.init(.unavailable, "AWS failed in \(error.operation): \(reason); try again later")
            } else {
                self.init(.unavailable, "AWS refused \(error.operation): \(reason)")
            }
        }
    }
}

extension ErrorCode {
    // AWS's documentation and its service model spell these without and with the word at the end.
    fileprivate static let outboundFederationDisabled: Self = "OutboundWebIdentityFederationDisabled"
    fileprivate static let outboundFederationDisabledException: Self = "OutboundWebIdentityFederationDisabledException"
    fileprivate static let sessionDurationEscalation: Self = "SessionDurationEscalation"
    fileprivate static let sessionDurationEscalationException: Self = "SessionDurationEscalationException"
}

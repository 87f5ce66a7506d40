/// The code of an AWS error, such as `NoSuchEntity`.
///
/// Sources: <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html> and each operation's page.
package struct ErrorCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }

    package var description: String { rawValue }

    package static let accessDenied: Self = "AccessDenied"
    package static let accessDeniedException: Self = "AccessDeniedException"
    package static let concurrentModification: Self = "ConcurrentModification"
    package static let conditionalCheckFailedException: Self = "ConditionalCheckFailedException"
    package static let deleteConflict: Self = "DeleteConflict"
    package static let entityAlreadyExists: Self = "EntityAlreadyExists"
    package static let entityTemporarilyUnmodifiable: Self = "EntityTemporarilyUnmodifiable"
    package static let expiredToken: Self = "ExpiredToken"
    package static let expiredTokenException: Self = "ExpiredTokenException"
    package static let idpCommunicationError: Self = "IDPCommunicationError"
    package static let incorrectKeyException: Self = "IncorrectKeyException"
    package static let invalidAuthenticationCode: Self = "InvalidAuthenticationCode"
    package static let invalidCiphertextException: Self = "InvalidCiphertextException"
    package static let invalidClientTokenID: Self = "InvalidClientTokenId"
    package static let invalidIdentityToken: Self = "InvalidIdentityToken"
    package static let limitExceeded: Self = "LimitExceeded"
    package static let noSuchEntity: Self = "NoSuchEntity"
    package static let packedPolicyTooLarge: Self = "PackedPolicyTooLarge"
    package static let transactionInProgressException: Self = "TransactionInProgressException"
    package static let validationError: Self = "ValidationError"

    /// AWS has refused the request because there were too many.
    static let throttling: Set<Self> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
        "TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded",
        "ProvisionedThroughputExceededException", "PriorRequestNotComplete", "SlowDown",
    ]

    /// AWS may have refused the signature because of its date.
    static let clockSkew: Set<Self> = [
        "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
        "SignatureDoesNotMatch", "AuthFailure",
    ]

    /// AWS doesn't accept the credentials.
    static let invalidCredentials: Set<Self> = [
        .expiredToken, .expiredTokenException, .invalidClientTokenID, "UnrecognizedClientException",
        "InvalidAccessKeyId", "IncompleteSignature", "MissingAuthenticationToken", "InvalidSignatureException",
        "SignatureDoesNotMatch",
    ]
}

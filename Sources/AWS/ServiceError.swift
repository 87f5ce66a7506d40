/// An error with which AWS responded.
package struct ServiceError: Error, Sendable, Equatable {
    package var operation: Operation
    /// The HTTP status.
    package var status: Int
    /// The kind of error; the HTTP status in digits if the response has no code.
    package var code: ErrorCode
    /// AWS's words, for the log. They may contain ARNs and names, and aren't written for users.
    package var message: String
    /// The ID by which AWS's support finds the request.
    package var requestID: String?

    package init(operation: Operation, status: Int, code: ErrorCode, message: String = "", requestID: String? = nil) {
        self.operation = operation
        self.status = status
        self.code = code
        self.message = message
        self.requestID = requestID
    }

    package var service: Service { operation.service }

    /// AWS refused the request because there were too many, and did nothing.
    package var isThrottling: Bool { ErrorCode.throttling.contains(code) || status == 429 }

    /// AWS refused the request because another one was changing the same thing, and did nothing.
    package var isConflictOfTheMoment: Bool {
        code == .concurrentModification || code == .transactionInProgressException
    }

    /// AWS failed. Whether it carried out the request is unknown.
    package var isServerFailure: Bool {
        [500, 502, 503, 504].contains(status) && !isThrottling || isIdentityProviderFailure
    }

    /// AWS didn't reach the identity provider of a token. It says so with either code, and the second one also stands for
    /// tokens that are wrong, which stay wrong.
    private var isIdentityProviderFailure: Bool {
        code == .idpCommunicationError
            || code == .invalidIdentityToken && message.contains("retrieve verification key")
    }

    /// A later attempt may succeed. One whose outcome is unknown may be repeated only if its ``Idempotency`` allows it.
    package var isRetryable: Bool { isThrottling || isConflictOfTheMoment || isServerFailure }

    /// The caller isn't allowed to do this.
    package var isAccessDenied: Bool { code == .accessDenied || code == .accessDeniedException }

    /// The date of the signature may be too far from AWS's time.
    package var mayBeClockSkew: Bool { ErrorCode.clockSkew.contains(code) }

    /// Our own credentials aren't valid, or no longer.
    package var isInvalidCredentials: Bool { ErrorCode.invalidCredentials.contains(code) }
}

extension ServiceError: CustomStringConvertible {
    /// One line for the log.
    package var description: String {
        let request = requestID.map { ", request \($0)" } ?? ""
        return "\(operation) failed with \(status) \(code)\(request): \(message)"
    }
}

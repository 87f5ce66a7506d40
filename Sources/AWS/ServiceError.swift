/// An error that AWS answered.
package struct ServiceError: Error, Sendable, Equatable {
    package var operation: Operation
    /// The HTTP status.
    package var status: Int
    /// What kind of error it is; the HTTP status in digits where AWS's answer names none.
    package var code: ErrorCode
    /// AWS's words. For the log: they may carry ARNs and names, and are not written for users.
    package var message: String
    /// By which AWS finds the request again.
    package var requestID: String?

    package init(operation: Operation, status: Int, code: ErrorCode, message: String = "", requestID: String? = nil) {
        self.operation = operation
        self.status = status
        self.code = code
        self.message = message
        self.requestID = requestID
    }

    package var service: Service { operation.service }

    /// AWS turned the request away because there are too many; nothing was done.
    package var isThrottling: Bool { ErrorCode.throttling.contains(code) || status == 429 }

    /// AWS turned the request away because another one was at work on the same thing; nothing was done.
    package var isConflictOfTheMoment: Bool {
        code == .concurrentModification || code == .transactionInProgressException
    }

    /// AWS failed; whether the request was carried out is unknown.
    package var isServerFailure: Bool {
        [500, 502, 503, 504].contains(status) && !isThrottling || code == .idpCommunicationError
    }

    /// A later try may succeed where this one failed (for one whose outcome is unknown: if it may be repeated at all).
    package var isRetryable: Bool { isThrottling || isConflictOfTheMoment || isServerFailure }

    /// The caller isn't allowed to do this.
    package var isAccessDenied: Bool { code == .accessDenied || code == .accessDeniedException }

    /// The signature's date is not AWS's.
    package var mayBeClockSkew: Bool { ErrorCode.clockSkew.contains(code) }

    /// Our own credentials are not (or no longer) valid.
    package var isInvalidCredentials: Bool { ErrorCode.invalidCredentials.contains(code) }
}

extension ServiceError: CustomStringConvertible {
    /// One line for the log.
    package var description: String {
        let request = requestID.map { ", request \($0)" } ?? ""
        return "\(operation) answered \(status) \(code)\(request): \(message)"
    }
}

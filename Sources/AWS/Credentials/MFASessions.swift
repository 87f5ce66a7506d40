import Formats
package import Secrets

/// The code that an MFA device shows, with the device's ARN or serial number.
package struct MFACode: Sendable, Hashable {
    package var serialNumber: String
    /// Six digits.
    package var code: Secret

    /// Nil unless `code` is six digits.
    package init?(serialNumber: String, code: String) {
        guard code.consists(of: \.isASCIIDigit, lengths: 6...6) else { return nil }
        self.serialNumber = serialNumber
        self.code = Secret(code)
    }
}

/// What a session is opened with that needs an MFA code. The same things open the same session.
package struct MFASessionRequest: Sendable, Hashable {
    /// What the session is for.
    package enum Use: Sendable, Hashable {
        /// It is what was asked for.
        case itself
        /// Roles are assumed with it, for which no other code is needed.
        case roles
    }

    package var session: RequestedSession
    package var serialNumber: String
    /// The ID of the access key that signs.
    package var accessKeyID: String
    package var use: Use

    package init(
        _ session: RequestedSession, serialNumber: String, accessKeyID: String, for use: Use = .itself
    ) {
        self.session = session
        self.serialNumber = serialNumber
        self.accessKeyID = accessKeyID
        self.use = use
    }
}

/// Opens sessions that need a person's MFA code, and keeps them, so that the person is asked once a session.
package protocol MFASessions: Sendable {
    /// The session that was opened before with the same request and is still good, or a new one.
    ///
    /// - Parameters:
    ///   - request: what the session is opened with.
    ///   - open: opens it with the code.
    /// - Returns: the session's credentials.
    /// - Throws: ``AWSError/credentials(_:)`` when nobody gives a code, or what `open` throws.
    func session(
        for request: MFASessionRequest, opening open: (MFACode) async throws(AWSError) -> Credentials
    ) async throws(AWSError) -> Credentials

    /// Forgets a session that AWS takes no longer, so that the next one is a new one.
    func forget(_ request: MFASessionRequest) async
}

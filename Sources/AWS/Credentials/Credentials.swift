package import FoundationEssentials
package import Secrets

/// An access key to sign with: an IAM user's, or that of a role session, with its token and expiration.
package struct Credentials: Sendable, Hashable {
    package var accessKeyID: String
    package var secretAccessKey: Secret
    /// The session token of temporary credentials; nil for an IAM user's.
    package var sessionToken: Secret?
    /// When the credentials stop being valid, by AWS's clock; those that a ``CredentialsProvider`` gives have it by ours. Nil if
    /// it isn't known.
    package var expiration: Date?

    package init(
        accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil, expiration: Date? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }

    /// What STS gave to this client, with its end by our clock.
    package func byOurClock(of client: Client) -> Credentials { byOurClock(correction: client.clockCorrection) }

    /// The same with their end by AWS's clock again, as a client that has asked AWS knows it.
    package func byAWSClock(of client: Client) -> Credentials { byOurClock(correction: -client.clockCorrection) }

    /// What a server gave with its clock at this date, with their end by our clock.
    package func byOurClock(serverDate: String?, received: Date) -> Credentials {
        byOurClock(correction: ClientState.ResponseTime(field: serverDate, received: received).correction ?? 0)
    }

    /// The same with their end by our clock, which `correction` seconds have to be added to for AWS's.
    func byOurClock(correction: TimeInterval) -> Credentials {
        var copy = self
        copy.expiration = expiration?.addingTimeInterval(-correction)
        return copy
    }
}

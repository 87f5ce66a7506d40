/// Knows the credentials to sign with, now.
package protocol CredentialsProvider: Sendable {
    /// Valid credentials; throws ``AWSError/credentials(_:)`` or what the call for them threw.
    func credentials() async throws(AWSError) -> Credentials
}

/// Credentials that never change, as those of an assumed role that are used for a few calls.
package struct StaticCredentials: CredentialsProvider {
    private let fixed: Credentials

    package init(_ credentials: Credentials) { fixed = credentials }

    package func credentials() async throws(AWSError) -> Credentials { fixed }
}

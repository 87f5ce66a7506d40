/// Gives the credentials to sign with.
package protocol CredentialsProvider: Sendable {
    /// Credentials that are valid now, with their end by our clock. Throws ``AWSError/credentials(_:)``, or the error of a
    /// call that should have got them.
    func credentials() async throws(AWSError) -> Credentials
}

/// Credentials that never change, such as those of an assumed role that are used for a few calls.
package struct StaticCredentials: CredentialsProvider {
    private let fixed: Credentials

    package init(_ credentials: Credentials) { fixed = credentials }

    package func credentials() async throws(AWSError) -> Credentials { fixed }
}

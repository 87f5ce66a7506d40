extension RequestedSession {
    /// The longest session of a role, in seconds, that is opened with another session.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining>
    private static let longestChained = 3_600

    /// Opens the session, or goes on with the one that was opened so before, if an MFA code is needed for it.
    ///
    /// A code opens a session of the user, with which roles are assumed for up to an hour each. Where more than an hour is
    /// wanted, which a session can't open, the code goes to the role itself.
    ///
    /// - Parameters:
    ///   - source: the credentials that it is opened with.
    ///   - context: how AWS is asked, and the person.
    /// - Returns: the session's credentials.
    /// - Throws: what STS says; ``AWSError/credentials(_:)`` when an MFA code is needed, and nobody gives one.
    func open(with source: Credentials, in context: CredentialsContext) async throws(AWSError) -> Credentials {
        guard let mfaSerialNumber else { return try await call(source, nil, context) }
        guard let sessions = context.mfa else {
            throw .credentials("the session needs an MFA code, and there is nobody to ask")
        }
        guard roleARN != nil, source.sessionToken == nil, (durationSeconds ?? 0) <= Self.longestChained else {
            let request = MFASessionRequest(self, serialNumber: mfaSerialNumber, accessKeyID: source.accessKeyID)
            return try await sessions.session(for: request) { (code) async throws(AWSError) in
                try await call(source, code, context)
            }
        }
        return try await open(withSessionOf: source, mfaSerialNumber, sessions, context)
    }

    /// Assumes the role with a session that the code opens of the user whose key `source` is.
    private func open(
        withSessionOf source: Credentials, _ serialNumber: String, _ sessions: any MFASessions,
        _ context: CredentialsContext
    ) async throws(AWSError) -> Credentials {
        let own = RequestedSession(roleARN: nil, mfaSerialNumber: serialNumber)
        let request = MFASessionRequest(
            own, serialNumber: serialNumber, accessKeyID: source.accessKeyID, for: .roles)
        var isKept = true
        func session() async throws(AWSError) -> Credentials {
            try await sessions.session(for: request) { (code) async throws(AWSError) in
                isKept = false
                return try await own.call(source, code, context)
            }
        }
        do throws(AWSError) {
            return try await call(try await session(), nil, context)
        } catch {
            // One that was kept may have been ended meanwhile, or the role may want a newer code. A key that doesn't count any
            // longer opens no other.
            let isEnded = error.code == .expiredToken || error.code == .invalidClientTokenID
            guard isEnded || isKept && error.isAccessDenied else { throw error }
            await sessions.forget(request)
            return try await call(try await session(), nil, context)
        }
    }

    private func call(
        _ source: Credentials, _ code: MFACode?, _ context: CredentialsContext
    ) async throws(AWSError) -> Credentials {
        let client = context.client(source)
        let opened = try await open(STS(client), code, named: roleSessionName ?? context.defaultSessionName)
        return opened.byOurClock(of: client)
    }

    private func open(_ sts: STS, _ code: MFACode?, named name: RoleSessionName?) async throws(AWSError) -> Credentials
    {
        guard let roleARN else { return try await sts.getSessionToken(durationSeconds: durationSeconds, mfa: code) }
        guard let name else { throw .credentials("the session has no name") }
        let input = AssumeRoleInput(
            roleARN: roleARN, roleSessionName: name, durationSeconds: durationSeconds, policy: policy,
            externalID: externalID, mfa: code)
        return try await sts.assumeRole(input).credentials
    }
}

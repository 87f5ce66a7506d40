extension RequestedSession {
    /// Opens the session, or goes on with the one that was opened so before, if an MFA code is needed for it.
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
        let request = MFASessionRequest(self, serialNumber: mfaSerialNumber, accessKeyID: source.accessKeyID)
        return try await sessions.session(for: request) { (code) async throws(AWSError) in
            try await call(source, code, context)
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

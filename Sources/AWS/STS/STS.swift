package import Secrets

/// AWS Security Token Service. Methods and members have AWS's names.
///
/// Source: <https://docs.aws.amazon.com/STS/latest/APIReference/>
package struct STS: Sendable {
    let client: Client

    package init(_ client: Client) { self.client = client }

    /// Who signs the call. It needs no permission.
    package func getCallerIdentity() async throws(AWSError) -> CallerIdentity {
        try CallerIdentity(try await client.query(form("GetCallerIdentity"), .idempotent))
    }

    /// Opens a session of a role.
    package func assumeRole(_ input: AssumeRoleInput) async throws(AWSError) -> AssumedRole {
        var form = form("AssumeRole")
        form.add("RoleArn", input.roleARN)
        form.add("RoleSessionName", input.roleSessionName)
        form.add("DurationSeconds", input.durationSeconds)
        form.add("SourceIdentity", input.sourceIdentity)
        form.add("Policy", input.policy)
        for (index, arn) in input.policyARNs.enumerated() { form.add("PolicyArns.member.\(index + 1).arn", arn) }
        form.add(tags: input.tags)
        form.add("TransitiveTagKeys", list: input.transitiveTagKeys)
        form.add("ExternalId", input.externalID)
        form.add("SerialNumber", input.mfa?.serialNumber)
        form.add("TokenCode", input.mfa?.code.reveal())
        return try AssumedRole(try await client.query(form, .idempotent))
    }

    /// Opens a session of the user who signs the call, with the permissions of that user. The credentials can't call IAM
    /// without MFA, nor STS but for AssumeRole and GetCallerIdentity.
    ///
    /// Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>
    ///
    /// - Parameters:
    ///   - durationSeconds: from 900 to 129,600; nil for 43,200.
    ///   - mfa: the code of the user's MFA device, for calls that policies allow with MFA alone.
    /// - Returns: the session's credentials.
    /// - Throws: ``AWSError``, with the code `AccessDenied` when anything but a user's access key signs.
    package func getSessionToken(
        durationSeconds: Int? = nil, mfa: MFACode? = nil
    ) async throws(AWSError) -> Credentials {
        var form = form("GetSessionToken")
        form.add("DurationSeconds", durationSeconds)
        form.add("SerialNumber", mfa?.serialNumber)
        form.add("TokenCode", mfa?.code.reveal())
        return try Credentials(session: try await client.query(form, .idempotent))
    }

    /// Opens a session of a role for an identity provider's token. The call isn't signed.
    package func assumeRoleWithWebIdentity(
        roleARN: ARN, roleSessionName: RoleSessionName, webIdentityToken: Secret, durationSeconds: Int? = nil,
        policy: String? = nil
    ) async throws(AWSError) -> AssumedRole {
        var form = form("AssumeRoleWithWebIdentity")
        form.add("RoleArn", roleARN)
        form.add("RoleSessionName", roleSessionName)
        form.add("WebIdentityToken", webIdentityToken.reveal())
        form.add("DurationSeconds", durationSeconds)
        form.add("Policy", policy)
        return try AssumedRole(try await client.query(form, .idempotent, authentication: .anonymous))
    }

    private func form(_ action: String) -> QueryForm { QueryForm(Operation(.sts, action)) }
}

import AWS
import Concurrency
import Formats
import IdentityProofs
import LocalProxy
import Secrets

/// Makes tokens of iam-auth-proxy's protocol: credentials for fifteen minutes, encrypted for a server.
///
/// Whoever decrypts a token has the credentials. So no more goes into one than a server needs to learn who the person is: of a
/// role, a session that may do nothing; of an IAM user, whose sessions no policy cuts down, what `sts:GetSessionToken` gives for
/// their own key. Never anything that lasts longer, or that was opened with MFA, or that the tool was given and can't cut down.
struct TokenMaker: Sendable {
    /// What sessions of roles are cut down to.
    static let limits = SessionLimits(durationSeconds: HandedCredentials.lifetime, policy: SessionLimits.noPermissions)

    /// Who the person is, by the credentials with which they act.
    let callers: CurrentCaller
    /// Opens the same role within ``limits``; finds the person's own credentials where they act as no role.
    let handed: AWSSession

    /// Makes a token.
    ///
    /// - Parameters:
    ///   - server: the server that gets it.
    ///   - challenge: what it asks for.
    /// - Returns: the ciphertext in base64.
    /// - Throws: ``CommandError``.
    func token(to server: Origin, for challenge: KMSChallenge) async throws(CommandError) -> Secret {
        guard let key = KMSKeyARN(challenge.keyID) else {
            throw CommandError(.badAnswer, "\(server) names a key that isn't the ARN of one")
        }
        let context = try Self.context(challenge, of: server)
        let caller = try await callers.caller()
        guard caller.identity.account.rawValue == challenge.account else {
            throw CommandError(
                .noPermission,
                "\(server) lets in identities of the account \(challenge.account), and your credentials "
                    + "(\(caller.found.origin.words)) are of \(caller.identity.account): choose others with --profile")
        }
        let plaintext = try await plaintext(of: caller, for: server)
        do throws(AWSError) {
            let sealed = try await KMS(caller.client).encrypt(plaintext, under: key, context: context.members)
            return Secret(Base64.encode(sealed))
        } catch {
            throw CommandError(error, credentialsFrom: caller.found.origin)
        }
    }

    /// What is encrypted.
    private func plaintext(
        of caller: AWSSession.Caller, for server: Origin
    ) async throws(CommandError) -> Secret {
        let session = try await session(of: caller, for: server)
        guard let plaintext = (try? HandedCredentials(session, at: caller.now))?.plaintext else {
            throw CommandError(.badAnswer, "what opens sessions isn't AWS: it gave credentials of another kind")
        }
        guard plaintext.withBytes({ $0.count <= KMS.maximumPlaintextByteCount }) else {
            throw CommandError(
                .unavailable, "your session token is longer than KMS encrypts: \(KMS.maximumPlaintextByteCount) bytes")
        }
        return plaintext
    }

    /// The credentials that are handed over, with their end by AWS's clock.
    private func session(of caller: AWSSession.Caller, for server: Origin) async throws(CommandError) -> Credentials {
        let found = try await handed.credentials()
        if found.origin.isOpenedRole { return found.credentials.byAWSClock(of: caller.client) }
        guard caller.identity.kind == .user, found.credentials.sessionToken == nil else {
            throw CommandError(
                .noPermission,
                "\(server) wants credentials, and yours (\(found.origin.words)) can't be cut down to fifteen minutes: "
                    + "name a role for it with --assume-role-arn, or have its operators take the proof “signed”, which "
                    + "hands no credentials over")
        }
        do throws(AWSError) {
            return try await STS(handed.client(signingWith: found.credentials))
                .getSessionToken(durationSeconds: HandedCredentials.lifetime)
        } catch {
            throw CommandError(error, credentialsFrom: found.origin)
        }
    }

    private static func context(
        _ challenge: KMSChallenge, of server: Origin
    ) throws(CommandError) -> EncryptionContext {
        let context: EncryptionContext
        do throws(EncryptionContext.Malformed) {
            context = try EncryptionContext(field: challenge.context)
        } catch {
            throw CommandError(.badAnswer, "the encryption context of \(server) can't be decoded: \(error.reason)")
        }
        // A token of a server that passes on another's challenge would be that other's.
        if let host = context.members["host"], !host.utf8.elementsEqual(server.authority.utf8) {
            throw CommandError(
                .badAnswer, "\(server) wants credentials that are encrypted for another server, “\(host)”")
        }
        return context
    }
}

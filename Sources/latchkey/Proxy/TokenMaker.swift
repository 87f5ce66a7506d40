import AWS
import Concurrency
import Formats
import IdentityProofs
import LocalProxy
import Secrets

/// Makes tokens of iam-auth-proxy's protocol: credentials of an IAM user for fifteen minutes, encrypted for a server.
///
/// Whoever decrypts a token may do for fifteen minutes what the user may do. So nothing stronger ever goes into one, such as
/// a session of a role, one that was opened with MFA, or one that lasts longer: only what `sts:GetSessionToken` gives for it.
struct TokenMaker: Sendable {
    /// Who the person is, by the credentials with which they act.
    let callers: CurrentCaller
    /// Their own credentials, with which no session was opened.
    let own: AWSSession

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
        let found = try await own.credentials()
        guard caller.identity.kind == .user, found.credentials.sessionToken == nil else {
            throw CommandError(
                .noPermission,
                "\(server) wants credentials that AWS gives for an IAM user's own access key alone (GetSessionToken), and "
                    + "yours (\(caller.found.origin.words)) are others: have its operators take the proof “signed”, "
                    + "which hands no credentials over")
        }
        let plaintext = try await plaintext(with: found)
        do throws(AWSError) {
            let sealed = try await KMS(caller.client).encrypt(plaintext, under: key, context: context.members)
            return Secret(Base64.encode(sealed))
        } catch {
            throw CommandError(error, credentialsFrom: caller.found.origin)
        }
    }

    /// What is encrypted.
    private func plaintext(with found: FoundCredentials) async throws(CommandError) -> Secret {
        let client = own.client(signingWith: found.credentials)
        let session: Credentials
        do throws(AWSError) {
            session = try await STS(client).getSessionToken(durationSeconds: HandedCredentials.lifetime)
        } catch {
            throw CommandError(error, credentialsFrom: found.origin)
        }
        let now = client.awsTimekeeper.now()
        guard let plaintext = (try? HandedCredentials(session, at: now))?.plaintext else {
            throw CommandError(.badAnswer, "what answered sts:GetSessionToken isn't AWS: it gave other credentials")
        }
        guard plaintext.withBytes({ $0.count <= KMS.maximumPlaintextByteCount }) else {
            throw CommandError(
                .unavailable, "your session token is longer than KMS encrypts: \(KMS.maximumPlaintextByteCount) bytes")
        }
        return plaintext
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

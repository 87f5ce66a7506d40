import AWS
import Concurrency
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Logging
import Secrets
import Tokens
import Web

/// Who signs in with a KMS token: credentials of theirs, which only this server's key decrypts.
extension IAMAuthService {
    /// The key for tokens, where this request's server takes them. Without TLS, browsers would keep no cookie, and clients
    /// would sign in again and again: there the server has to be among those that are meant to have none.
    func kmsKey(for server: ServerName, in context: RequestContext) -> KMSKeyARN? {
        guard context.baseURL.scheme == "https" || settings.httpServers.contains(server) else { return nil }
        return settings.kmsKey
    }

    /// The fields of a 401 by which a client makes a token.
    func kmsFields(for server: ServerName, in context: RequestContext) -> HTTPFields {
        var fields = HTTPFields()
        guard let key = kmsKey(for: server, in: context),
            let current = kmsContexts.current(for: server, at: client.awsTimekeeper.now())
        else { return fields }
        fields[.kmsKeyID] = key.rawValue
        fields[.kmsEncryptionContext] = current.encryptionContext.field
        return fields
    }

    /// Whose credentials are in a token. They are used for one call, which asks STS that, and the token is spent.
    func proof(
        in signIn: KMSSignIn, for server: ServerName, _ context: RequestContext
    ) async throws(IAMAuthError) -> Proof {
        guard let key = kmsKey(for: server, in: context) else { throw .kmsTokenRefused(.withoutTLS) }
        let client = client(for: context)
        let (plaintext, end) = try await decrypt(signIn.ciphertext, under: key, for: server, asking: client)
        let now = client.awsTimekeeper.now()
        let handed: HandedCredentials
        do throws(HandedCredentials.Refusal) {
            handed = try HandedCredentials(plaintext, at: now)
        } catch {
            throw .kmsTokenRefused(.badCredentials(error))
        }
        let credentials = handed.credentials
        let identity = try await identity(of: credentials, asking: client)
        try await admit(identity, asking: client)
        // A token isn't older than what it is bound to, whatever its maker says of its end.
        let issued = max(handed.issued, end.addingTimeInterval(-2 * Double(KMSContexts.window)))
        let proof = Proof(ProvenIdentity(identity), of: issued, at: now)
        do throws(IAMAuthError) {
            try await refuseIfRevoked(proof, in: context)
        } catch .proofRevoked {
            throw .kmsTokenRefused(.revoked)
        }
        // A token of an attacker's own must not take the place of a session. A bad one is as good as none.
        if let session = try? await session(in: context, on: server), session.proven.identity.arn != identity.arn {
            throw .kmsTokenRefused(.signedInAlready)
        }
        try await spend(credentials.accessKeyID, until: end, in: context)
        context.log.info("identity proved", metadata: ["arn": "\(identity.arn)", "server": "\(server)"])
        return proof
    }

    /// What was encrypted, and until when tokens in its context are taken.
    private func decrypt(
        _ ciphertext: [UInt8], under key: KMSKeyARN, for server: ServerName, asking client: Client
    ) async throws(IAMAuthError) -> (Secret, Date) {
        for candidate in kmsContexts.acceptable(for: server, at: client.awsTimekeeper.now()) {
            do throws(AWSError) {
                let plaintext = try await KMS(client).decrypt(
                    ciphertext, under: key, context: candidate.encryptionContext.members)
                return (plaintext, Date(timeIntervalSince1970: Double(candidate.expires)))
            } catch  where error.code == .invalidCiphertextException {
                continue
            } catch  where error.code == .incorrectKeyException {
                break
            } catch {
                throw Self.isAnswer(error) ? .keyRefused(error) : .unavailable(error)
            }
        }
        throw .kmsTokenRefused(.notForUs)
    }

    private func identity(of credentials: Credentials, asking client: Client) async throws(IAMAuthError) -> IAMIdentity
    {
        let caller: CallerIdentity
        do throws(AWSError) {
            caller = try await STS(client.signing(with: credentials)).getCallerIdentity()
        } catch {
            guard Self.isAnswer(error), let code = error.code else { throw .unavailable(error) }
            throw .kmsTokenRefused(.refusedByAWS(code))
        }
        guard let identity = IAMIdentity(caller) else {
            throw .unavailable(
                .malformedResponse(Operation(.sts, "GetCallerIdentity"), "a principal of no known form"))
        }
        return identity
    }

    /// Takes the credentials once. Their ID counts, and not the token: whoever may re-encrypt with the key could make another
    /// token of the same credentials.
    private func spend(
        _ accessKeyID: String, until end: Date, in context: RequestContext
    ) async throws(IAMAuthError) {
        let isFirst: Bool
        do throws(AWSError) {
            isFirst = try await records(for: context).spend(.handedCredentials, accessKeyID, until: end)
        } catch {
            throw .unavailable(error)
        }
        guard isFirst else { throw .kmsTokenRefused(.replayed) }
    }

    /// Whether AWS said no, and would say it again.
    private static func isAnswer(_ error: AWSError) -> Bool {
        guard case .service(let service) = error else { return false }
        return !service.isRetryable && (400..<500).contains(service.status)
    }
}

extension OneTimeKind {
    /// The ID of credentials in a KMS token.
    fileprivate static let handedCredentials = OneTimeKind("kms")
}

extension HTTPField.Name {
    fileprivate static let kmsKeyID = HTTPField.Name("Iam-Auth-Kms-Key-Id") ?? .wwwAuthenticate
    fileprivate static let kmsEncryptionContext =
        HTTPField.Name("Iam-Auth-Kms-Encryption-Context") ?? .wwwAuthenticate
}

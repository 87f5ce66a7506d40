import AWS
import AccessRules
import Concurrency
import FastCGI
import HTTPTypes
import IdentityProofs
import Logging
import Problems
import Program
import Tokens
import Web

/// What the routes of `iam-auth` share: who somebody proves to be, and whether they may enter.
struct IAMAuthService: Sendable {
    let settings: IAMAuthSettings
    /// The table of one-time values and revocations.
    let tokensTable: String
    /// Where STS may be asked.
    let regions: [Region]
    let admission: Admission
    let client: Client
    /// They seal what the codes of links stand for.
    let linkKeys: SealingKeys
    let cookies: SessionCookies
    /// The keys of the issuer of tokens; nil when no tokens are taken.
    let tokenKeys: (any TokenKeys)?
    /// What KMS tokens are bound to.
    let kmsContexts: KMSContexts
    let revocations: Revocations
    /// Nil when whoever is let in may enter everywhere.
    let rules: RulesFile?
    let audit: AuditLog
    /// Where requests wait for AWS.
    let places: AWSPlaces

    /// How long a call for a request may take, with its repetitions. Whoever waits at nginx is told then that AWS can't be reached.
    static let patience: Duration = .seconds(15)

    /// The client for the calls of one request.
    func client(for context: RequestContext) -> Client {
        client.with(deadline: deadline(of: context), journal: context.journal)
    }

    func deadline(of context: RequestContext) -> Instant {
        min(context.deadline, client.timekeeper.instant() + Self.patience)
    }

    /// What is used once, for one request.
    func records(for context: RequestContext) -> OneTimeRecords {
        OneTimeRecords(
            table: tokensTable, keys: linkKeys, dynamoDB: DynamoDB(client(for: context)),
            timekeeper: client.awsTimekeeper)
    }

    // MARK: Who it is

    /// Our own name, as the web server says it, if it is among those for which proofs are taken.
    ///
    /// Its port is the one that the client named: outside, nginx may be at another port than it listens at. Where several servers
    /// have the same host, the client could so choose among them, and the port at which nginx was asked has to be the same.
    func server(in context: RequestContext) throws(IAMAuthError) -> ServerName {
        // Names are in one form alone, so that the same name is the same text.
        let host = context.baseURL.host
        guard let name = settings.servers.first(where: { $0.description.utf8.elementsEqual(host.utf8) }) else {
            throw .serverUnknown(host)
        }
        if settings.hostsOfSeveralServers.contains(name.host) {
            let port = try Presented.port(of: context.request)
            let named = name.port ?? (context.baseURL.scheme == "https" ? "443" : "80")
            guard port.map({ $0 == named }) ?? false else { throw .serverUncertain(name.description, port: port) }
        }
        return name
    }

    /// How browsers keep the cookie of a server, as this request came to it.
    func cookieKind(on server: ServerName, in context: RequestContext) -> CookieKind {
        context.baseURL.scheme == "http" && settings.httpServers.contains(server) ? .plain : .secure
    }

    /// The session of the request's cookie; nil when it has none. Nothing is asked of AWS.
    func session(in context: RequestContext, on server: ServerName) async throws(IAMAuthError) -> Session? {
        let header = try Presented(context.request).cookies
        let session: Session?
        do throws(SessionFault) {
            session = try cookies.session(in: header, on: server, cookieKind(on: server, in: context))
        } catch {
            throw .notProved(error)
        }
        guard let session else { return nil }
        guard try await !isEnded(session, in: context) else { throw .notProved(.revoked) }
        // The settings may have changed since the session began.
        if let account = admission.account, session.proven.identity.account != account {
            throw .otherAccount(session.proven.identity)
        }
        guard admission.admits(session.proven.identity) else { throw .notAllowed(session.proven.identity) }
        return session
    }

    /// Whether a session is ended.
    func isEnded(_ session: Session, in context: RequestContext) async throws(IAMAuthError) -> Bool {
        if let isEnded = revocations.ends(session) { return isEnded }
        return try await places.occupying { () throws(IAMAuthError) in
            do throws(AWSError) {
                return try await revocations.ends(session, by: deadline(of: context), log: context.log)
            } catch {
                throw .revocationsUnknown
            }
        }
    }

    // MARK: Where it may go

    /// What becomes the name at the place that nginx asks about: as its location says, or else the setting.
    func mapping(in context: RequestContext) throws(IAMAuthError) -> NameMapping {
        guard let word = try Presented.mapping(of: context.request) else { return settings.mapping }
        guard let mapping = NameMapping(rawValue: word), settings.allowed != nil || !mapping.needsList else {
            throw .mappingRefused(word)
        }
        return mapping
    }

    /// The name under which somebody enters a path of a server.
    func name(
        of proven: ProvenIdentity, by mapping: NameMapping, entering server: ServerName, _ path: RequestedPath
    ) throws(IAMAuthError) -> String {
        if let rules = rules?.rules {
            switch rules.decision(on: proven, entering: server, path) {
            case .allowed: break
            case .denied: throw .ruledOut(proven.identity)
            case .pathNotPlain: throw .pathNotPlain
            }
        }
        guard let name = mapping.name(of: proven.identity) else { throw .noName(proven.identity) }
        return name
    }

    // MARK: What who is outside is told

    /// Does something for a request to one of our servers, and tells who is refused what to prove, and how.
    func answering(
        _ context: RequestContext, _ body: (ServerName) async throws(IAMAuthError) -> Reply
    ) async throws -> Reply {
        let server = try server(in: context)
        do throws(IAMAuthError) {
            return try await body(server)
        } catch {
            var problem = settings.takesOnlyKMS ? error.problemBesideKMS : error.problem
            guard problem.status == .unauthorized else { throw problem }
            let label = error == .notProved(nil) ? nil : error.label
            problem.challenge = try await challenge(of: server, in: context).field(error: label)
            // Whoever brings two cookies would bring them again after the next sign-in.
            if case .notProved(let fault) = error, fault != .repeated {
                problem.fields = kmsFields(for: server, in: context)
            }
            throw problem
        }
    }

    func challenge(of server: ServerName, in context: RequestContext) async throws(IAMAuthError) -> Challenge {
        let account = try await places.occupying { () throws(IAMAuthError) in
            do throws(AWSError) {
                return try await admission.account(asking: client(for: context))
            } catch {
                throw .unavailable(error)
            }
        }
        return Challenge(
            account: account, server: server, regions: regions,
            proofs: settings.proofs.filter { $0 != .kms || kmsKey(for: server, in: context) != nil })
    }
}

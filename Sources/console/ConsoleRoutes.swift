import AWS
import Concurrency
import Formats
import FoundationEssentials
import HTTPTypes
import LatchkeyCore
import Logging
import Pages
import Problems
import Program
import RoleMirror
import RoleRecords
import SignOn
import Transport
import Web

/// What `console` answers: the way into the AWS console for people, and session credentials for programs.
struct ConsoleRoutes: Sendable {
    let client: Client
    /// Who is asking.
    let signOn: RemoteUser
    let memory: ConsoleMemory
    let table: String
    let mirror: MirrorConfiguration
    let durations: (console: SessionDuration, api: SessionDuration)
    let transitiveTagKeys: [String]
    let signinEndpoint: EndpointURL?
    let audit: AuditLog
    let pages: ConsolePageSettings
    /// Whether the page has the role made ready; never as plain CGI, where the process ends with its answer.
    let preparation: ConsoleSettings.Preparation

    var routes: [Route] {
        [
            signOn.route(.get, "/", offers: [.json, .html], start),
            signOn.route(.post, "/console", logIn),
            signOn.route(.get, "/console/role", showRole),
            signOn.route(.post, "/console/revoke", revoke),
            signOn.route(.post, "/api/assume-role", offers: [.json], assumeRole),
            // Mairu's names for the same.
            signOn.route(.post, "/assume-role", offers: [.json], assumeRole),
            signOn.route(.get, "/roles", offers: [.json], listRoles),
        ]
    }

    // MARK: The console

    private func start(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let destination = try destination(context.query["relay"])
        let clients = clients(context)
        let name = caller.userName
        let user: User
        do throws(CoreError) {
            user = try await clients.sessions.user(named: name)
        } catch {
            throw problem(for: error)
        }
        if context.representation == .page, preparation == .on { prepareRole(of: user, context) }
        switch context.representation {
        case .data:
            return .json(
                ConsoleAnswers.start(userName: caller.userName.rawValue, destination: destination.description))
        case .page:
            let page = ConsolePage(
                destination: destination, isHome: context.query["relay"] == nil, isShortened: isKnownToBeShortened,
                duration: isKnownToBeShortened ? .chained : durations.console,
                canSignOutFirst: client.partition == .aws, token: try context.token(for: caller),
                introduction: pages.index, signinOrigins: signinOrigins)
            return .page(page.page)
        }
    }

    /// Makes the role ready while the person still reads the page. What goes wrong is told by the login itself.
    private func prepareRole(of user: User, _ context: RequestContext) {
        let sessions = clients(deadline: .now + .seconds(60), journal: CallJournal()).sessions
        let log = context.log
        Task {
            do throws(CoreError) {
                try await sessions.prepare(user)
            } catch {
                log.notice("role not prepared", metadata: ["problem": "\(error.problem.kind)"])
            }
        }
    }

    private struct LoginRequest {
        var relay: String?
        var recreate: Bool
        var signOutFirst: Bool
        var shortenedKnown: Bool
    }

    private func loginRequest(_ context: RequestContext) throws -> LoginRequest {
        switch try context.body() {
        case .json(let body):
            return LoginRequest(
                relay: try body.optionalString("relay"), recreate: try body.optionalBool("recreate") ?? false,
                signOutFirst: try body.optionalBool("sign_out_first") ?? false,
                shortenedKnown: try body.optionalBool("shortened_known") ?? false)
        case .form(let form):
            return LoginRequest(
                relay: form["relay"], recreate: form["recreate"] == "1", signOutFirst: form["sign_out_first"] == "1",
                shortenedKnown: form["shortened_known"] == "1")
        }
    }

    private func logIn(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let request = try loginRequest(context)
        let destination = try destination(request.relay)
        let clients = clients(context)
        let (session, token, recorded) = try await open(
            context, caller, clients, duration: durations.console, sync: request.recreate ? .always : .ifStale
        ) { session in
            // The link that leaves needs both: the disk is waited for while AWS is.
            let recording = audit.begin(record("console-login", context, caller, session))
            let token = await outcome { () throws(AWSError) in
                try await clients.signin.getSigninToken(credentials: session.credentials)
            }
            return (session, token, await recording.value)
        }
        try recorded.get()
        let url = clients.signin.loginURL(
            signinToken: try token.get(), issuer: context.baseURL.description, destination: destination.description,
            formerSession: request.signOutFirst ? .signedOut : .kept)
        switch context.representation {
        case .data:
            let answer = ConsoleAnswers.login(url: url, expiration: session.credentials.expiration)
            return .json(answer, caching: .neverAtAll)
        case .page:
            if let shortenedTo = session.shortenedTo, !request.shortenedKnown {
                return .page(ShortenedPage(url: url, duration: shortenedTo).page)
            }
            return .found(url)
        }
    }

    // MARK: The role

    private func showRole(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let user = caller.userName
        let tags = try sessionTags(context)
        let preview: RolePreview
        do throws(CoreError) {
            preview = try await clients(context).sessions.preview(of: user, sessionTags: tags)
        } catch {
            var problem = problem(for: error)
            if context.representation == .page, error.keepsFromPlanning {
                // Sessions end all the same.
                let token = try context.token(for: caller)
                problem.addition = "\(problem.addition ?? .empty)\(RolePage.revocation(token))"
            }
            throw problem
        }
        switch context.representation {
        case .data: return .json(ConsoleAnswers.role(preview))
        case .page:
            let page = RolePage(preview: preview, token: try context.token(for: caller))
            return .page(page.page(notice: context.notice(from: RolePage.notices)))
        }
    }

    private func revoke(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let user = caller.userName
        let record = AuditRecord("revoke-sessions", of: user.description, by: caller, in: context)
        let revocation: RoleSessions.Revocation?
        do {
            revocation = try await audit.recording(record) { () throws(CoreError) in
                try await clients(context).sessions.revoke(user)
            }
        } catch let error as CoreError {
            throw problem(for: error)
        }
        let syncProblem = revocation?.syncFailure?.problem
        if let syncProblem { context.log.notice("role not synced", metadata: ["problem": "\(syncProblem.kind)"]) }
        switch context.representation {
        case .data: return .json(ConsoleAnswers.revocation(userName: caller.userName.rawValue, revocation))
        case .page: return .seeOther("/console/role?notice=\(syncProblem == nil ? "revoked" : "revoked-not-synced")")
        }
    }

    // MARK: Programs

    private func assumeRole(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        if context.isJSON, context.hasBody {
            // Which of the roles in ``listRoles``; as with himeko, whoever asks gets their own, whatever is named.
            _ = try context.json().optionalString("Role")
        }
        let session: RoleSession
        do {
            session = try await open(context, caller, clients(context), duration: durations.api, sync: .ifStale) {
                $0
            }
        } catch let problem as Problem where problem.kind == Problem.userNotFoundKind {
            // himeko's API tells this by 404, and its clients expect it.
            var missing = problem
            missing.status = .notFound
            throw missing
        }
        let answer = try ConsoleAnswers.credentials(session.credentials)
        try await audit.write(record("assume-role", context, caller, session))
        return .json(answer, caching: .neverAtAll)
    }

    private func listRoles(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let user = caller.userName
        return .json(ConsoleAnswers.roles(mirror.naming.roleName(for: user).description))
    }

    // MARK: Sessions

    private struct Clients {
        var sessions: RoleSessions
        var signin: Signin
    }

    private func clients(_ context: RequestContext) -> Clients {
        clients(deadline: context.deadline, journal: context.journal)
    }

    private func clients(deadline: ContinuousClock.Instant, journal: CallJournal) -> Clients {
        let client = client.with(deadline: deadline, journal: journal)
        return Clients(
            sessions: RoleSessions(
                iam: IAM(client), sts: STS(client), records: RoleRecordTable(table: table, dynamoDB: DynamoDB(client)),
                memory: memory, configuration: mirror),
            signin: Signin(client, endpoint: signinEndpoint))
    }

    private func open<Value: Sendable>(
        _ context: RequestContext, _ caller: Caller, _ clients: Clients, duration: SessionDuration,
        sync: RoleSessionRequest.Sync, then use: @escaping @Sendable (RoleSession) async -> Value
    ) async throws -> Value {
        let request = RoleSessionRequest(
            userName: caller.userName, duration: duration, tags: try sessionTags(context),
            transitiveTagKeys: transitiveTagKeys, sync: sync)
        do throws(CoreError) {
            return try await clients.sessions.open(request, then: use)
        } catch {
            throw problem(for: error)
        }
    }

    private func sessionTags(_ context: RequestContext) throws(Problem) -> [Tag] {
        try context.sessionTags().map { Tag(key: $0.key, value: $0.value) }
    }

    private func record(
        _ action: String, _ context: RequestContext, _ caller: Caller, _ session: RoleSession
    ) -> AuditRecord {
        AuditRecord(
            id: context.id, caller: caller.name, action: action, subject: session.roleARN.description, result: "done",
            facts: [.init("access_key_id", .string(session.credentials.accessKeyID))])
    }

    /// The problem, with the operator's own words where there are some for it.
    private func problem(for error: CoreError) -> Problem {
        var problem = error.problem
        switch error {
        case .mirror(.userNotFound): problem.addition = pages.noUser
        case .mirror(.limitsExceeded): problem.addition = pages.limit
        default: break
        }
        return problem
    }

    // MARK: Destinations

    private func destination(_ relay: String?) throws(Problem) -> ConsoleDestination {
        guard let relay, !relay.isEmpty else { return .home(of: client.partition) }
        guard let destination = ConsoleDestination(relay, partition: client.partition) else {
            throw .malformed(
                "relay", "“relay” should be a page of the AWS console: https://\(client.partition.consoleHost)/…")
        }
        return destination
    }

    private var isKnownToBeShortened: Bool { memory.broker.isChained && durations.console > .chained }

    /// Where the form's answer leads the browser: signing out, signing in and the console redirect to one another, and
    /// the page's policy for forms applies to every step.
    private var signinOrigins: [String] {
        let hosts = [client.partition.signinHost, client.partition.consoleHost]
        return (signinEndpoint.map { [$0.origin] } ?? []) + hosts.flatMap { ["https://\($0)", "https://*.\($0)"] }
    }
}

extension CoreError {
    /// Whether the user's policies are such that no role can mirror them.
    fileprivate var keepsFromPlanning: Bool {
        switch self {
        case .mirror(.limitsExceeded), .mirror(.policyNotMirrorable): true
        default: false
        }
    }
}

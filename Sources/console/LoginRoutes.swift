import AWS
import Concurrency
import ConsoleSessions
import HTTPTypes
import IAMPolicy
import Logging
import Pages
import Problems
import Program
import Secrets
import SignOn
import Synchronization
import Transport
import Web

/// The page that takes people to the AWS console, and the login itself.
struct LoginRoutes: Sendable {
    let service: SessionService
    /// Of a console session.
    let duration: SessionDuration
    /// Where sign-in tokens are asked for; nil for the partition's own endpoint.
    let signinEndpoint: EndpointURL?
    /// Whether the page has the role made ready; never as plain CGI, where the process ends with its answer.
    let preparation: ConsoleSettings.Preparation

    private var partition: Partition { service.client.partition }

    private static let preparationPath: PathPattern = "/console/prepare"

    func routes(_ signOn: RemoteUser) -> [Route] {
        let routes = [
            signOn.route(.get, "/", showStart),
            signOn.route(.post, "/console", members: LoginRequest.members, logIn),
        ]
        guard preparation == .on else { return routes }
        return routes + [signOn.route(.post, Self.preparationPath, offers: [.json], prepareRole)]
    }

    // MARK: The page

    private func showStart(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let chosen = LoginRequest(context.query)
        let destination = try destination(chosen.relay)
        let user = try await user(of: caller, context)
        switch context.representation {
        case .data:
            return .json(
                ConsoleAnswers.start(userName: caller.userName.rawValue, destination: destination.description))
        case .page:
            let shortfall = await shortfall(of: user, context)
            let isShortened = service.caches.broker.isChained && duration > .chained
            let page = LoginPage(
                destination: destination, isHome: chosen.relay == nil, shortfall: shortfall, isShortened: isShortened,
                duration: isShortened ? .chained : duration, canSignOutFirst: partition == .aws,
                chosen: chosen, forms: try context.forms(for: caller),
                preparationPath: preparation == .on ? Self.preparationPath.description : nil,
                introduction: service.pages.index, signinOrigins: signinOrigins)
            return .page(page.page)
        }
    }

    /// How long the page may wait for the policies that it is to warn about.
    private static let shortfallTime = Duration.seconds(3)

    /// What the person is told when most of what they may do isn't in their role. If that can't be found out, the page is
    /// shown without it.
    private func shortfall(of user: User, _ context: RequestContext) async -> Finding? {
        let deadline = min(context.deadline, .now + Self.shortfallTime)
        do throws(ConsoleSessionsError) {
            return try await service.sessions(for: context, by: deadline).shortfall(of: user, by: deadline)
        } catch {
            context.log.notice("role not looked at", metadata: ["problem": "\(error.problem.kind)"])
            return nil
        }
    }

    private func user(of caller: Caller, _ context: RequestContext) async throws(Problem) -> User {
        do throws(ConsoleSessionsError) {
            return try await service.sessions(for: context).user(named: caller.userName)
        } catch {
            throw service.problem(for: error)
        }
    }

    /// Begins to make the role ready while the person still reads the page, whose script asks for it. If that fails, the
    /// login will tell why.
    private func prepareRole(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let user = try await user(of: caller, context)
        let client = service.client.with(deadline: .now + .seconds(60), journal: CallJournal())
        Task {
            do throws(ConsoleSessionsError) {
                try await service.changingRoles(in: context, by: caller, client: client) {
                    (sessions) throws(ConsoleSessionsError) in try await sessions.prepare(user)
                }
            } catch {
                context.log.notice("role not prepared", metadata: ["problem": "\(error.problem.kind)"])
            }
        }
        return Reply(status: .accepted)
    }

    /// Where a browser may get to from the form: the pages that sign out and in and the console redirect to one another, and
    /// the page's policy for forms applies to every step.
    private var signinOrigins: [String] {
        let hosts = [partition.signinHost] + partition.consoleDomains
        return (signinEndpoint.map { [$0.origin] } ?? []) + hosts.flatMap { ["https://\($0)", "https://*.\($0)"] }
    }

    private func destination(_ relay: String?) throws(Problem) -> ConsoleDestination {
        guard let relay, !relay.isEmpty else { return .home(of: partition) }
        guard let destination = ConsoleDestination(relay, partition: partition) else {
            throw .refusedLink(relay, domains: partition.consoleDomains)
        }
        return destination
    }

    // MARK: The login

    private func logIn(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let login = try LoginRequest(context)
        let destination = try destination(login.relay)
        let signin = Signin(service.client(for: context), endpoint: signinEndpoint)
        let opened = try await open(login, signin, context, caller)
        let url = signin.loginURL(
            signinToken: opened.signinToken, issuer: context.baseURL.description,
            destination: destination.description, formerSession: login.signOutFirst ? .signedOut : .kept)
        switch context.representation {
        case .data:
            let answer = ConsoleAnswers.login(url: url, expiration: opened.session.credentials.expiration)
            return .json(answer, caching: .neverAtAll)
        case .page:
            if let shortenedTo = opened.session.shortenedTo, !login.shortenedKnown {
                return .page(ShortenedPage(url: url, duration: shortenedTo).page)
            }
            return .found(url)
        }
    }

    private struct Opened: Sendable {
        var session: RoleSession
        var signinToken: Secret
    }

    /// Opens a session, writes the audit record and fetches a sign-in token. The link that leaves needs both, so the disk and
    /// AWS are waited for at the same time. If the login fails after its record was begun, another record says so.
    private func open(
        _ login: LoginRequest, _ signin: Signin, _ context: RequestContext, _ caller: Caller
    ) async throws(Problem) -> Opened {
        let request = try service.request(
            context, by: caller, duration: duration, sync: login.recreate ? .always : .ifStale)
        let begun = Mutex<AuditRecord?>(nil)
        do throws(Problem) {
            return try await open(request, signin, context, caller) { session in
                let record = service.record("console-login", of: session, by: caller, in: context)
                begun.withLock { $0 = record }
                return record
            }
        } catch {
            if var record = begun.withLock({ $0 }) {
                record.result = error.kind
                await service.audit.writeAnyway(record)
            }
            throw error
        }
    }

    private func open(
        _ request: RoleSessionRequest, _ signin: Signin, _ context: RequestContext, _ caller: Caller,
        beginning record: @escaping @Sendable (RoleSession) -> AuditRecord
    ) async throws(Problem) -> Opened {
        let opened: Result<Opened, Problem>
        do throws(ConsoleSessionsError) {
            opened = try await service.changingRoles(in: context, by: caller) {
                (sessions) throws(ConsoleSessionsError) in
                try await sessions.open(request) { session in
                    let recording = service.audit.begin(record(session))
                    let token = await outcome { () throws(AWSError) in
                        try await signin.getSigninToken(credentials: session.credentials)
                    }
                    let opened = token.map { Opened(session: session, signinToken: $0) }
                    return await recording.value.mapError(\.problem).flatMap { opened.mapError(\.problem) }
                }
            }
        } catch {
            throw service.problem(for: error)
        }
        return try opened.get()
    }
}

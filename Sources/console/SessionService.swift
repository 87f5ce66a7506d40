import AWS
import Concurrency
import ConsoleSessions
import Formats
import Logging
import Machines
import Pages
import Problems
import Program
import RoleMirror
import RoleRecords
import SignOn
import Web

/// What the routes of `console` share: sessions of the callers' roles, and the words for what goes wrong with them.
struct SessionService: Sendable {
    let client: Client
    let caches: ConsoleCaches
    /// The DynamoDB table of the role records.
    let table: String
    /// Shows which attributes of records Latchkey wrote.
    let seal: RecordSeal
    let mirror: MirrorConfiguration
    /// The IAM users who get sessions.
    let served: ServedUsers
    /// The keys of session tags that go along when a session assumes another role.
    let transitiveTagKeys: [String]
    /// The machines on which people are signed in; nil where none can be.
    let machines: MachineTable?
    let audit: AuditLog
    let pages: ConsolePageSettings

    /// The client for the calls of one request.
    func client(for context: RequestContext) -> Client {
        client.with(deadline: context.deadline, journal: context.journal)
    }

    /// Sessions of roles, for what only looks. Nothing is removed by that.
    func sessions(for context: RequestContext, by deadline: Instant? = nil) -> RoleSessions {
        sessions(
            client.with(deadline: deadline ?? context.deadline, journal: context.journal), removed: RemovedRoles())
    }

    private func sessions(_ client: Client, removed: RemovedRoles) -> RoleSessions {
        RoleSessions(
            iam: IAM(client), sts: STS(client),
            records: RoleRecordTable(table: table, seal: seal, dynamoDB: DynamoDB(client)),
            caches: caches, configuration: mirror, served: served, removed: removed)
    }

    /// Runs `body`, which may change roles, and writes an audit record for each role that was removed on the way: that of a
    /// user who is gone, of an earlier user of the same name, or of an earlier prefix.
    ///
    /// - Parameters:
    ///   - context: the request.
    ///   - caller: who asked.
    ///   - client: for the calls to AWS; nil for the request's own.
    ///   - body: what is done.
    /// - Returns: what `body` returned.
    /// - Throws: what `body` throws. A record that can't be written goes to standard error; the role is removed anyway.
    func changingRoles<Value: Sendable>(
        in context: RequestContext, by caller: Caller, client: Client? = nil,
        _ body: (RoleSessions) async throws(ConsoleSessionsError) -> Value
    ) async throws(ConsoleSessionsError) -> Value {
        let removed = RemovedRoles()
        let sessions = sessions(client ?? self.client(for: context), removed: removed)
        let result = await outcome { () throws(ConsoleSessionsError) in try await body(sessions) }
        for role in removed.arns {
            let record = AuditRecord("remove-role", of: role.description, by: caller, in: context, result: "done")
            await audit.writeAnyway(record)
        }
        return try result.get()
    }

    /// Ends the sign-ins of the caller's machines, whose programs could get new sessions otherwise.
    func endMachines(of caller: Caller, in context: RequestContext) async throws(MachinesError) {
        let table = machines?.with(deadline: context.deadline, journal: context.journal)
        try await table?.endAll(of: PersonKey(caller.userName), at: client.awsTimekeeper.now())
    }

    /// A request for a session of the caller's role, with the tags that the web server passes.
    func request(
        _ context: RequestContext, by caller: Caller, duration: SessionDuration,
        sync: RoleSessionRequest.Sync = .ifStale
    ) throws(Problem) -> RoleSessionRequest {
        RoleSessionRequest(
            userName: caller.userName, duration: duration, tags: try sessionTags(of: context),
            transitiveTagKeys: transitiveTagKeys, sync: sync)
    }

    /// The session tags that the web server passes.
    func sessionTags(of context: RequestContext) throws(Problem) -> [Tag] {
        try context.sessionTags().map { Tag(key: $0.key, value: $0.value) }
    }

    /// The audit record of a session that is handed out.
    func record(
        _ action: String, of session: RoleSession, by caller: Caller, in context: RequestContext
    ) -> AuditRecord {
        AuditRecord(
            action, of: session.roleARN.description, by: caller, in: context, result: "done",
            facts: [.init("access_key_id", .string(session.credentials.accessKeyID))])
    }

    /// The problem, with the operator's own words where there are some for it.
    func problem(for error: ConsoleSessionsError) -> Problem {
        var problem = error.problem
        switch error {
        case .mirror(.userNotFound): problem.addition = pages.noUser
        case .mirror(.limitsExceeded): problem.addition = pages.limit
        default: break
        }
        return problem
    }
}

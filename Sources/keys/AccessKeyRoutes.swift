import AWS
import AccessKeys
import FoundationEssentials
import HTTPTypes
import Pages
import Problems
import Program
import SignOn
import Web

/// What `keys` answers: people's own access keys, as a page and as JSON.
struct AccessKeyRoutes: Sendable {
    let client: Client
    let audit: AuditLog
    let pages: KeyPageSettings
    private let served: ServedUsers
    private let creations = AccessKeyCreations()
    private let own = OwnIdentity()

    init(client: Client, served: ServedUsers, audit: AuditLog, pages: KeyPageSettings) {
        self.client = client
        self.served = served
        self.audit = audit
        self.pages = pages
    }

    func routes(_ signOn: RemoteUser) -> [Route] {
        [
            signOn.route(.get, "/keys", list),
            signOn.route(.post, "/keys", members: [AccessKeysPage.seenField], create),
            signOn.route(.patch, "/keys/{id}", members: ["Status"], update),
            signOn.route(.delete, "/keys/{id}", delete),
            // himeko's own routes, which its pages and people's scripts use.
            signOn.route(.post, "/keys/{id}/active") { try await set(.active, $0, $1) },
            signOn.route(.delete, "/keys/{id}/active") { try await set(.inactive, $0, $1) },
        ]
    }

    private func keys(for context: RequestContext) -> UserAccessKeys {
        UserAccessKeys(
            client: client, deadline: context.deadline, journal: context.journal, creations: creations,
            own: own, served: served)
    }

    // MARK: Listing

    private func list(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let keys = try await keys(for: context).list(of: caller.userName)
        switch context.representation {
        case .data:
            return .json(AccessKeyAnswers.listing(userName: caller.userName.rawValue, keys: keys))
        case .page:
            let page = AccessKeysPage(keys: keys, forms: try context.forms(for: caller), now: client.latestAWSTime)
            return .page(page.page(notice: context.notice(for: caller, from: AccessKeysPage.notice)))
        }
    }

    // MARK: Making

    /// Makes a key. Its secret leaves only once the audit record is complete; if that can't be written, the key is deleted
    /// again.
    private func create(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let seen = try seenKeys(context)
        let (keys, user) = (keys(for: context), caller.userName)
        let key = try await audit.recording(
            AuditRecord("create-access-key", of: user.rawValue, by: caller, in: context),
            subject: { $0.accessKeyID.description }
        ) { () throws(AccessKeysError) in
            try await keys.create(for: user, seen: seen)
        } ifIncomplete: { error, key in
            guard await keys.withdraw(key, of: user) else { throw error.problem(leaving: key.accessKeyID) }
            throw error
        }
        switch context.representation {
        case .data:
            var reply = Reply.json(AccessKeyAnswers.created(key), status: .created)
            reply.fields[.location] = "/keys/\(key.accessKeyID)"
            return reply
        case .page:
            return .page(NewAccessKeyPage(key: key, guidance: pages.newKey).page, status: .created)
        }
    }

    /// The keys that the caller saw when asking for another one; nil when the request doesn't tell.
    private func seenKeys(_ context: RequestContext) throws -> Set<AccessKeyID>? {
        guard context.hasBody else { return nil }
        let texts =
            switch try context.body() {
            case .json(let body): try body.optionalStrings("access_key_ids")
            case .form(let form): form[AccessKeysPage.seenField]?.split(separator: " ").map(String.init)
            }
        return try texts.map { texts in
            Set(
                try texts.map { text in
                    guard let id = AccessKeyID(text) else {
                        throw Problem.malformed(
                            AccessKeysPage.seenField, "“\(AccessKeysPage.seenField)” should be the IDs of access keys.")
                    }
                    return id
                })
        }
    }

    // MARK: Changing

    private func update(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let text = try context.json().string("Status")
        guard let status = AccessKeyStatus(rawValue: text), [.active, .inactive].contains(status) else {
            throw Problem.malformed("Status", "“Status” should be Active or Inactive.")
        }
        return try await set(status, context, caller)
    }

    private func set(_ status: AccessKeyStatus, _ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let id = try context.accessKeyID
        let action = status == .active ? "activate-access-key" : "deactivate-access-key"
        let record = AuditRecord(action, of: id.description, by: caller, in: context)
        let update = { () async throws(AccessKeysError) in
            try await keys(for: context).update(id, to: status, of: caller.userName)
        }
        if status == .active {
            try await audit.recording(record, update)
        } else {
            try await audit.recordingWithdrawal(record, update)
        }
        switch context.representation {
        case .data: return .json(AccessKeyAnswers.updated(accessKeyID: id.description, status: status.rawValue))
        case .page:
            let code = status == .active ? "activated" : "deactivated"
            return .seeOther(try context.location("/keys", telling: code, of: id.description, to: caller))
        }
    }

    private func delete(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let id = try context.accessKeyID
        let record = AuditRecord("delete-access-key", of: id.description, by: caller, in: context)
        try await audit.recordingWithdrawal(record) { () throws(AccessKeysError) in
            try await keys(for: context).delete(id, of: caller.userName)
        }
        switch context.representation {
        case .data: return .noContent
        case .page: return .seeOther(try context.location("/keys", telling: "deleted", of: id.description, to: caller))
        }
    }
}

extension AuditError {
    /// The problem when a key was made and could not be deleted again.
    fileprivate func problem(leaving id: AccessKeyID) -> Problem {
        var problem = problem
        problem.detail += """
             The key \(id) had been made, and AWS didn't delete it again. Look at the list of your keys in a minute, and \
            delete it there.
            """
        problem.members += Problem.mayExist([id])
        return problem
    }
}

extension RequestContext {
    /// The key that the path names. A text that can't be a key's ID names nobody's key.
    fileprivate var accessKeyID: AccessKeyID {
        get throws {
            let text = try capture("id")
            guard let id = AccessKeyID(text) else { throw Problem.accessKeyNotFound }
            return id
        }
    }
}

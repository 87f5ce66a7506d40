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
    /// Who is asking.
    let signOn: RemoteUser
    let audit: AuditLog
    let pages: PageSettings
    private let creations = AccessKeyCreations()

    init(client: Client, signOn: RemoteUser, audit: AuditLog, pages: PageSettings) {
        self.client = client
        self.signOn = signOn
        self.audit = audit
        self.pages = pages
    }

    var routes: [Route] {
        [
            signOn.route(.get, "/keys", list),
            signOn.route(.post, "/keys", create),
            signOn.route(.patch, "/keys/{id}", update),
            signOn.route(.delete, "/keys/{id}", delete),
            // himeko's own, which its pages and scripts use.
            signOn.route(.post, "/keys/{id}/active") { try await set(.active, $0, $1) },
            signOn.route(.delete, "/keys/{id}/active") { try await set(.inactive, $0, $1) },
        ]
    }

    // MARK: Listing

    private func list(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let keys = try await keys(context).list(of: caller.userName)
        switch context.representation {
        case .data:
            return .json(AccessKeyAnswers.listing(userName: caller.userName.rawValue, keys: keys))
        case .page:
            let page = AccessKeysPage(keys: keys, token: try context.token(for: caller), now: .now)
            return .page(page.page(notice: context.notice(from: AccessKeysPage.notices)))
        }
    }

    // MARK: Making one

    /// The keys that the caller saw when asking, if the request tells.
    private func seenKeys(_ context: RequestContext) throws -> Set<AccessKeyID>? {
        let isJSON = context.head.contentType?.isJSON ?? false
        let texts =
            isJSON
            ? context.hasBody ? try context.json().optionalStrings("access_key_ids") : nil
            : try context.form()[AccessKeysPage.seenField]?.split(separator: " ").map(String.init)
        return try texts.map { texts in
            Set(
                try texts.map { text in
                    guard let id = AccessKeyID(text) else {
                        throw Problem.malformed(
                            AccessKeysPage.seenField, "“\(AccessKeysPage.seenField)” should be the ids of access keys.")
                    }
                    return id
                })
        }
    }

    /// The record of it is begun before the key is made, and completed before its secret leaves: a key whose record can't be
    /// completed is deleted again.
    private func create(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let seen = try seenKeys(context)
        var record = AuditRecord(
            id: context.id, caller: caller.name, action: "create-access-key", subject: caller.userName.rawValue,
            result: "intended")
        try await audit.write(record)
        let keys = keys(context)
        let user = caller.userName
        let key: AccessKey
        do throws(AccessKeysError) {
            key = try await keys.create(for: user, seen: seen)
        } catch {
            record.result = error.problem.kind
            try? await audit.write(record)
            throw error
        }
        record.subject = key.accessKeyID.description
        record.result = "done"
        do throws(AuditError) {
            try await audit.write(record)
        } catch {
            guard await keys.withdraw(key, of: user) else { throw error.problem(leaving: key.accessKeyID) }
            throw error
        }
        let location = "/keys/\(key.accessKeyID)"
        switch context.representation {
        case .data:
            var reply = Reply.json(AccessKeyAnswers.created(key), status: .created)
            reply.fields[.location] = location
            return reply
        case .page:
            return .page(NewAccessKeyPage(key: key, guidance: pages.newKey).page, status: .created)
        }
    }

    // MARK: Changing one

    private func update(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let text: String
        if context.head.contentType == .form {
            guard let value = try context.form()["Status"] else {
                throw Problem.malformed("Status", "The form has no “Status”.")
            }
            text = value
        } else {
            text = try context.json().string("Status")
        }
        guard let status = AccessKeyStatus(rawValue: text), [.active, .inactive].contains(status) else {
            throw Problem.malformed("Status", "“Status” should be Active or Inactive.")
        }
        return try await set(status, context, caller)
    }

    private func set(_ status: AccessKeyStatus, _ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let id = try context.accessKeyID
        let action = status == .active ? "activate-access-key" : "deactivate-access-key"
        try await recording(action, of: id, context, caller) { keys, user throws(AccessKeysError) in
            try await keys.update(id, to: status, of: user)
        }
        switch context.representation {
        case .data: return .json(AccessKeyAnswers.updated(accessKeyID: id.description, status: status.rawValue))
        case .page: return .seeOther("/keys?notice=\(status == .active ? "activated" : "deactivated")")
        }
    }

    private func delete(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let id = try context.accessKeyID
        try await recording("delete-access-key", of: id, context, caller) { keys, user throws(AccessKeysError) in
            try await keys.delete(id, of: user)
        }
        switch context.representation {
        case .data: return .noContent
        case .page: return .seeOther("/keys?notice=deleted")
        }
    }

    private func recording(
        _ action: String, of id: AccessKeyID, _ context: RequestContext, _ caller: Caller,
        _ change: (UserAccessKeys, UserName) async throws(AccessKeysError) -> Void
    ) async throws {
        var record = AuditRecord(
            id: context.id, caller: caller.name, action: action, subject: id.description, result: "intended")
        let user = caller.userName
        try await audit.write(record)
        do throws(AccessKeysError) {
            try await change(keys(context), user)
            record.result = "done"
        } catch {
            record.result = error.problem.kind
            try? await audit.write(record)
            throw error
        }
        // The change is made; a record that can't be completed must not tell the caller otherwise.
        try? await audit.write(record)
    }

    // MARK: The request's own

    private func keys(_ context: RequestContext) -> UserAccessKeys {
        UserAccessKeys(client: client, deadline: context.deadline, journal: context.journal, creations: creations)
    }
}

extension AuditError {
    /// The problem where a key was made and could not be deleted again.
    fileprivate func problem(leaving id: AccessKeyID) -> Problem {
        var problem = problem
        problem.detail += """
             The key \(id) had been made, and AWS didn't delete it again: look at the list of your keys in a minute, and \
            delete it there.
            """
        problem.members += Problem.mayExist([id])
        return problem
    }
}

extension RequestContext {
    /// The key that the path names; one that can't be a key's id is nobody's.
    fileprivate var accessKeyID: AccessKeyID {
        get throws {
            let text = try capture("id")
            guard let id = AccessKeyID(text) else { throw Problem.accessKeyNotFound }
            return id
        }
    }
}

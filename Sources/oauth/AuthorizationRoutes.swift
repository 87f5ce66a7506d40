import AWS
import Concurrency
import Formats
import FoundationEssentials
import HTTPTypes
import Logging
import Machines
import Pages
import Problems
import Program
import Secrets
import SignOn
import Tokens
import Web

/// `/api/oauth/authorize`: a person's browser, sent by a program on their machine, is asked for their consent.
struct AuthorizationRoutes: Sendable {
    let service: OAuthService

    func routes(_ signOn: RemoteUser) -> [Route] {
        [
            signOn.route(.get, "/api/oauth/authorize", offers: [.html], ask),
            signOn.route(.post, "/api/oauth/authorize", offers: [.html], answer),
        ]
    }

    /// The page. A program that asks wrongly is told so at once, where it waits; nothing was done then.
    private func ask(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let requester = try AuthorizationRequest.requester(in: context.query, of: service.clients)
        do throws(AuthorizationRequest.Fault) {
            let request = try AuthorizationRequest(context.query, from: requester)
            let page = ConsentPage(
                request: request, name: caller.name, signInSeconds: service.lifetimes.signIn,
                forms: try pageForms(context, caller))
            return .page(page.page)
        } catch {
            return .found(location(of: error, context.query, requester, context))
        }
    }

    /// The answer, from the page.
    private func answer(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let form = try context.form()
        let requester = try AuthorizationRequest.requester(in: form, of: service.clients)
        let request: AuthorizationRequest
        do throws(AuthorizationRequest.Fault) {
            request = try AuthorizationRequest(form, from: requester)
            guard form[ConsentPage.answer] == ConsentPage.yes else {
                throw AuthorizationRequest.Fault(code: "access_denied", words: "The person said no.")
            }
        } catch {
            return .seeOther(location(of: error, form, requester, context))
        }
        let code = try await code(for: request, context, caller)
        return .seeOther(
            requester.redirect.location(
                [("code", code), ("state", request.state)], from: context.baseURL.description))
    }

    /// A code for what the person agreed to, which leaves after its audit record.
    private func code(
        for request: AuthorizationRequest, _ context: RequestContext, _ caller: Caller
    ) async throws -> String {
        let signIns = service.signIns(for: context)
        let person = PersonKey(caller.userName)
        let signIn = MachineSignIn(
            person: person, name: caller.name, client: request.requester.client.name, label: request.label,
            tags: try context.rememberedTags(), lastEnd: try await signIns.lastEnd(of: person))
        let agreed = AgreedSignIn(signIn, redirect: request.requester.redirect.uri, challenge: request.challenge)
        let bytes = agreed.bytes
        guard bytes.count <= SealedValue.maximumContentByteCount else { throw Problem.signInTooLarge }
        let record = AuditRecord(
            "authorize-machine", of: signIn.id.description, by: caller, in: context, facts: signIn.facts)
        let code = try await service.audit.recording(record) { () throws(AWSError) in
            let end = service.client.awsTimekeeper.now() + OAuthService.codeLifetime
            return try await service.codes(for: context).issue(.authorizationCode, for: bytes, until: end)
        }
        guard let code else { throw Problem.signInTooLarge }
        return code.reveal()
    }

    private func pageForms(_ context: RequestContext, _ caller: Caller) throws(AuthorizationRequest.Fault) -> Forms {
        do throws(Problem) {
            return try context.forms(for: caller)
        } catch {
            throw AuthorizationRequest.Fault(code: "server_error", words: "The page can't be made.")
        }
    }

    private func location(
        of fault: AuthorizationRequest.Fault, _ form: Form, _ requester: AuthorizationRequest.Requester,
        _ context: RequestContext
    ) -> String {
        context.log.notice("authorization refused", metadata: ["error": "\(fault.code)"])
        return requester.redirect.location(
            [
                ("error", fault.code), ("error_description", fault.words),
                ("state", AuthorizationRequest.state(in: form)),
            ], from: context.baseURL.description)
    }
}

extension MachineSignIn {
    /// What an audit record has of it.
    var facts: [JSONValue.Member] {
        [.init("client", .string(client)), .init("machine", label.map { .string($0) } ?? .null)]
    }
}

extension Problem {
    /// What has to be remembered of the person doesn't fit into a record: 403.
    static var signInTooLarge: Problem {
        Problem(
            "sign-in-too-large", status: .forbidden, title: "Your session tags are too long",
            detail: """
                The web server passes more session tags for you than can be remembered for a machine. Nothing was done. Tell \
                the people who run this page.
                """)
    }
}

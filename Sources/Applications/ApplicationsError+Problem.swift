import AWS
import Formats
import HTTPTypes
package import Problems

extension ApplicationsError: ProblemConvertible {
    /// What the application is told.
    package var problem: Problem {
        switch self {
        case .malformed(let fault):
            Problem(
                "malformed-request", status: .badRequest, title: "The request is malformed",
                detail: "\(fault.words) Nothing was done.", members: [.init("member", .string(fault.member))])
        case .roleNotAllowed(let role):
            Problem(
                "role-not-allowed", status: .forbidden, title: "Sessions of this role aren't given here",
                detail: """
                    LATCHKEY_BROKER_ROLES doesn't have the role \(role). Nothing was done. Ask the people who run this server.
                    """,
                members: [.init("role_arn", .string(role.description))])
        case .keyHostNotAllowed(let host):
            Problem(
                "key-host-not-allowed", status: .forbidden, title: "Keys aren't read from this host",
                detail: """
                    LATCHKEY_BROKER_KEY_HOSTS doesn't have \(host), from which the keys of the issuer would be read. Nothing was \
                    done. Ask the people who run this server.
                    """,
                members: [.init("host", .string(host))])
        case .notProved(let fault, let role, let externalID): Self.notProved(fault, role, externalID)
        case .roleTaken(let role):
            Problem(
                "role-taken", status: .conflict, title: "Another application has this role",
                detail: """
                    Two applications can't have one role here, and another one has \(role), or is about to. Nothing was done. \
                    Use another role, or ask the people who run this server.
                    """,
                members: [.init("role_arn", .string(role.description))])
        case .alreadyRegistered(let application):
            Problem(
                "application-exists", status: .conflict, title: "This application is registered already",
                detail:
                    "The application \(application) is registered. Nothing was done. Change it with PUT and If-Match.")
        case .notRegistered(let application):
            Problem(
                "application-not-found", status: .notFound, title: "There is no such application",
                detail: "The application \(application) isn't registered. Nothing was done.")
        case .changed:
            Problem(
                "application-changed", status: .preconditionFailed, title: "The registration has changed",
                detail: """
                    The registration isn't the one that If-Match names: it was changed or removed meanwhile. Nothing was done. \
                    Get it again, look at it, and send your change with its ETag.
                    """)
        case .otherPrincipal(let application):
            Problem(
                "application-of-another", status: .conflict, title: "The registration is of another principal",
                detail: """
                    The application \(application) was registered by a principal with another unique ID: it was deleted and made \
                    again since, or the proof of your identity doesn't tell the ID. Nothing was done. Prove your identity by a \
                    signed call; if that doesn't help, the people who run this server can remove the old registration.
                    """,
                cause: "\(application) has another unique ID than at its registration")
        case .unreadable(let application):
            Problem(
                "application-unreadable", status: .internalServerError, title: "The registration can't be read",
                detail: """
                    The table has a record of this application that isn't Latchkey's own. Nothing was done, and nothing of it is \
                    believed. Tell the people who run this server: they can remove it.
                    """,
                cause: "the record of \(application) isn't sealed under LATCHKEY_SECRET")
        case .contended(let application):
            Problem(
                "application-contended", status: .serviceUnavailable, title: "Others are changing the registration",
                detail:
                    "Too many requests change \(application) at the moment. Nothing was done. Try again in a moment.",
                retryAfter: 1)
        case .unavailable(let error):
            Problem(
                "applications-unavailable", status: .serviceUnavailable, title: "The registrations can't be read",
                detail: """
                    The table of applications doesn't answer, so it isn't known whether this application's registration still \
                    holds. No credentials were given. Try again in a moment.
                    """,
                retryAfter: 5, cause: "\(error)")
        case .aws(let error): error.problem
        }
    }

    private static func notProved(_ fault: OwnershipFault, _ role: RoleARN, _ externalID: String) -> Problem {
        let reason =
            switch fault {
            case .denied:
                """
                AWS doesn't let Latchkey into the role \(role) with this application's ExternalId. There may be no such role, or \
                its trust policy may lack one of sts:AssumeRole, sts:SetSourceIdentity and sts:TagSession for Latchkey, or \
                Latchkey's own policy lacks the role.
                """
            case .openWithoutExternalID:
                "AWS lets Latchkey into the role \(role) without an ExternalId, so that anybody could have named it here."
            case .openWithOthers:
                "AWS lets Latchkey into the role \(role) with any ExternalId, so that anybody could have named it here."
            }
        return Problem(
            "role-not-proved", status: .unprocessableContent, title: "The role isn't proved to be yours",
            detail: """
                \(reason) Nothing was done. Its trust policy has to have the condition that sts:ExternalId equals \(externalID), \
                and no other statement that lets Latchkey in. AWS takes some seconds to know a change everywhere.
                """,
            members: [
                .init("reason", .string(fault.rawValue)), .init("role_arn", .string(role.description)),
                .init("external_id", .string(externalID)),
            ],
            cause: "\(role): \(fault.rawValue)")
    }
}

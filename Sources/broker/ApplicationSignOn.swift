import AWS
import Applications
import FastCGI
import HTTPTypes
import IdentityProofs
import Problems
import SignOn
import Web

/// Takes the application from what the web server says: an IAM identity that iam-auth has had proved, in the parameters
/// `IAM_ARN` and `IAM_UNIQUE_ID`, or else the name in `REMOTE_USER`.
///
/// Neither is anything that a client writes: its own header fields begin with `HTTP_`.
struct ApplicationSignOn: Authenticator {
    static let arnParameter = "IAM_ARN"
    static let uniqueIDParameter = "IAM_UNIQUE_ID"

    /// Its mapping is as-is: a service's name stays as it is, whatever the names of people become.
    let remoteUser: RemoteUser

    func authenticate(_ request: Request) throws(Problem) -> ApplicationCaller {
        let arns = request.values(of: Self.arnParameter)
        guard !arns.isEmpty else { return try service(in: request) }
        try remoteUser.checkGateway(of: request)
        let ids = request.values(of: Self.uniqueIDParameter)
        guard arns.count == 1, ids.count <= 1, let arn = ARN(arns[0]),
            let identity = IAMIdentity(arn: arn, userID: ids.first.flatMap { $0.isEmpty ? nil : $0 })
        else { throw .identityUnknown }
        guard let application = ApplicationIdentity(identity) else { throw .notAnApplication(identity) }
        return ApplicationCaller(applicant: Applicant(application, uniqueID: identity.uniqueID), isProved: true)
    }

    private func service(in request: Request) throws(Problem) -> ApplicationCaller {
        let name = try remoteUser.authenticate(request).name
        guard let application = ApplicationIdentity(service: name) else { throw .identityUnknown }
        return ApplicationCaller(applicant: Applicant(application), isProved: false)
    }

    /// The name that a request claims, where it is well formed; for the log.
    @Sendable func claimedName(in request: Request) -> String? { try? authenticate(request).name }
}

extension Problem {
    /// nginx's words about the IAM identity can't be understood: 401.
    fileprivate static var identityUnknown: Problem {
        Problem(
            "not-signed-in", status: .unauthorized, title: "You are not signed in",
            detail: """
                The sign-on in front of this server didn't say who you are, or not so that it can be understood. Nothing was \
                done. Tell the people who run it.
                """,
            cause:
                "\(ApplicationSignOn.arnParameter) or \(ApplicationSignOn.uniqueIDParameter) is malformed or repeated")
    }

    /// Whoever it is can't be an application: 403.
    fileprivate static func notAnApplication(_ identity: IAMIdentity) -> Problem {
        Problem(
            "not-an-application", status: .forbidden, title: "Only IAM users, roles and services are applications",
            detail:
                "You are \(identity.arn), which is none of these. Nothing was done. Ask as a role of your application.",
            cause: "\(identity.kind.rawValue) is no application")
    }
}

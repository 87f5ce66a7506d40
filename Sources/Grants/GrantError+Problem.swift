import AWS
import Formats
import HTTPTypes
package import Problems

extension GrantError: ProblemConvertible {
    /// What the application is told.
    package var problem: Problem {
        switch self {
        case .mapping(let key, let fault):
            Problem(
                "tag-mapping-refused", status: .unprocessableContent, title: "AWS doesn't take such tags",
                detail: Self.words(fault, key: key), members: [.init("tag", .string(key))])
        case .claim(let claim, let tag, let fault):
            Problem(
                "claim-refused", status: .unprocessableContent, title: "A claim of the token can't be used",
                detail: "The claim “\(claim)”, for the session tag “\(tag)”, \(fault.words).",
                members: [
                    .init("claim", .string(claim)), .init("tag", .string(tag)), .init("reason", .string(fault.reason)),
                ])
        case .person(let claim, let fault):
            Problem(
                "claim-refused", status: .unprocessableContent, title: "A claim of the token can't be used",
                detail: "The claim “\(claim)”, which names the person, \(fault.words).",
                members: [.init("claim", .string(claim)), .init("reason", .string(fault.reason))])
        case .tooLarge(let error):
            Problem(
                "session-tags-too-large", status: .unprocessableContent, title: "The session tags are too large",
                detail: """
                    AWS packs session tags and session policy, and what came out is too large, even without the optional \
                    tags. Use fewer or shorter required tags, or a shorter policy.
                    """,
                cause: "\(error)")
        case .denied(let permission, let error):
            Problem(
                "access-role-denied", status: .badGateway, title: "The access role doesn't let Latchkey in",
                detail: """
                    AWS denied a session of the application's access role. Its trust policy has to allow Latchkey's principal \
                    sts:AssumeRole, sts:TagSession and sts:SetSourceIdentity, with the application's external ID.
                    """,
                members: permission.map { [.init("permission", .string($0))] } ?? [], cause: "\(error)")
        case .refused(let error):
            Problem(
                "access-role-refused", status: .unprocessableContent,
                title: "AWS doesn't take the registration's values",
                detail: """
                    AWS refused a session of the application's access role as it is registered. Check that the role's maximum \
                    session duration isn't shorter than the duration, and that the session policy is one.
                    """,
                members: [.init("code", .string(error.code.rawValue))], cause: "\(error)")
        case .busy:
            Problem(
                "application-busy", status: .serviceUnavailable,
                title: "The application has too many requests under way",
                detail: "As many sessions as one application may ask for at once are under way. Try again in a moment.",
                retryAfter: 1)
        case .aws(let error): error.problem
        case .cancelled: AWSError.deadlineExceeded(Operation(.sts, "AssumeRole")).problem
        }
    }

    private static func words(_ fault: MappingFault, key: String) -> String {
        switch fault {
        case .tooMany: "There are more than the \(TagMappings.maximumCount) session tags that AWS takes."
        case .key: "AWS doesn't take “\(key)” as the key of a session tag."
        case .duplicate: "The session tag “\(key)” is there twice; AWS doesn't tell upper from lower case."
        case .constant: "AWS doesn't take the value of the session tag “\(key)”."
        }
    }
}

extension GrantError {
    /// What AWS's answer to AssumeRole means for the application.
    init(_ error: AWSError) {
        guard case .service(let service) = error else {
            self = .aws(error)
            return
        }
        switch service.code {
        case .packedPolicyTooLarge: self = .tooLarge(service)
        case _ where service.isAccessDenied: self = .denied(permission: Self.permission(in: service.message), service)
        case .validationError, "MalformedPolicyDocument", "InvalidParameterValue": self = .refused(service)
        default: self = .aws(error)
        }
    }

    /// `User: … is not authorized to perform: sts:TagSession on resource: …`
    private static func permission(in message: String) -> String? {
        ["sts:TagSession", "sts:SetSourceIdentity", "sts:AssumeRole"].first { message.contains("perform: \($0)") }
    }

    /// Whether the same request brings the same answer for a while, until somebody changes something.
    var isLasting: Bool {
        switch self {
        case .tooLarge, .denied, .refused: true
        default: false
        }
    }
}

import AWS
import IdentityProofs

/// What becomes `REMOTE_USER`. A user and a role, or a session, of the same name never get the same one.
enum NameMapping: String, Sendable {
    /// The name of an IAM user; nobody else has one.
    case userName = "user-name"
    /// The name of a role's session; nobody else has one.
    case sessionName = "session-name"
    /// The whole ARN.
    case arn

    /// Whether the settings have to list who is let in. Whoever may assume a role chooses the session's name.
    var needsList: Bool { self == .sessionName }

    /// The name; nil when this identity has none by this mapping.
    func name(of identity: IAMIdentity) -> String? {
        switch self {
        case .userName: identity.kind == .user ? identity.name : nil
        case .sessionName: identity.kind == .role ? identity.sessionName : nil
        case .arn: identity.arn.rawValue
        }
    }
}

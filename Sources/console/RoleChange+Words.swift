import AWS
import RoleMirror

extension RoleChange {
    /// What the change does, to follow “The next login will”.
    var words: String {
        switch self {
        case .create: "create the role"
        case .updateTrust: "update its trust policy"
        case .updateMaxSessionDuration(let seconds): "set its longest session to \(seconds) s"
        case .putBoundary(let arn): "set its permissions boundary to \(arn)"
        case .deleteBoundary: "remove its permissions boundary"
        case .tag(let tags): "tag it with \(tags.map(\.key).joined(separator: ", "))"
        case .untag(let keys): "remove the tags \(keys.joined(separator: ", "))"
        case .putInline(let name, _): "write its inline policy \(name)"
        case .deleteInline(let name): "delete its inline policy \(name)"
        case .attach(let arn): "attach \(arn)"
        case .detach(let arn): "detach \(arn)"
        case .createPolicy(let arn, _): "create the policy \(arn)"
        case .resetPolicy(let arn, _): "restore the policy \(arn)"
        case .deletePolicy(let arn): "delete the policy \(arn)"
        }
    }
}

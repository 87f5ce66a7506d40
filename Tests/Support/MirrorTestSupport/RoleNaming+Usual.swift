import AWS
package import RoleMirror

extension RoleNaming {
    /// himeko's own names.
    package static let usual = {
        guard let path = Path("/user-role/"), let naming = RoleNaming(prefix: "user_", path: path) else {
            preconditionFailure("himeko's own names are names")
        }
        return naming
    }()
}

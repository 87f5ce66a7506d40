import AWS
import RoleMirror
import Testing

@testable import FakeAWS

extension RoleNaming {
    static func make(prefix: String = "user_", path: String = "/user-role/") throws -> RoleNaming {
        let path = try #require(Path(path))
        return try #require(RoleNaming(prefix: prefix, path: path))
    }
}

extension BrokerIdentity {
    static func make() throws -> BrokerIdentity {
        let principal = try arn("arn:aws:iam::123456789012:user/latchkey")
        return try #require(BrokerIdentity(principal: principal))
    }
}

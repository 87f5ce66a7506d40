import AWS
import RoleMirror
import Testing

@testable import FakeAWS

extension RoleNaming {
    static func make() throws -> RoleNaming {
        let path = try #require(Path("/user-role/"))
        return try #require(RoleNaming(prefix: "user_", path: path))
    }
}

extension BrokerIdentity {
    static func make() throws -> BrokerIdentity {
        try #require(BrokerIdentity(principal: try arn("arn:aws:iam::123456789012:user/latchkey")))
    }
}

import AWS

/// A text that a test takes for a name or an ARN and that isn't one.
struct BadFixture: Error { var text: String }

func arn(_ text: String) throws -> ARN {
    guard let arn = ARN(text) else { throw BadFixture(text: text) }
    return arn
}

/// A customer managed policy of the test account.
func policyARN(_ name: String) throws -> ARN { try arn("arn:aws:iam::123456789012:policy/\(name)") }

func userName(_ text: String) throws -> UserName {
    guard let name = UserName(text) else { throw BadFixture(text: text) }
    return name
}

extension User {
    static func make(_ name: String = "alice", boundary: ARN? = nil, tags: [Tag] = []) throws -> User {
        User(
            userName: try FakeAWS.userName(name), userID: "AIDAALICE",
            arn: try FakeAWS.arn("arn:aws:iam::123456789012:user/\(name)"), path: .root, permissionsBoundary: boundary,
            tags: tags)
    }
}

import AWS
import Formats
import HTTPTypes
import Problems
import Testing
import Transport

@testable import AccessKeys

struct AccessKeysErrorTests {
    private static func ids(_ names: String...) throws -> [AccessKeyID] {
        try names.map { try #require(AccessKeyID($0)) }
    }

    private static let lost = AWSError.transport(.interrupted("reset"), Operation(.iam, "CreateAccessKey"))

    @Test func `a missing user is 403 and a missing key 404, and neither names anybody else's key`() throws {
        let user = AccessKeysError.userNotFound(try #require(UserName("ann"))).problem
        #expect(user.status == .forbidden && user.kind == "no-iam-user")
        let key = AccessKeysError.keyNotFound(try Self.ids("AKIAIOSFODNN7EXAMPLE")[0]).problem
        #expect(key.status == .notFound && key.kind == "no-such-access-key")
        #expect(!key.json(id: "1").text.contains("AKIA"))
    }

    @Test func `a third key is 409, and names the two that there are`() throws {
        let problem = AccessKeysError.limitReached(
            existing: try Self.ids("AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE")
        ).problem
        #expect(problem.status == .conflict && problem.kind == "access-key-limit")
        #expect(problem.detail.contains("AKIAIOSFODNN7EXAMPLE and AKIAI44QH8DHBEXAMPLE"))
        #expect(
            problem.json(id: "1").text.contains(
                #""access_key_ids":["AKIAIOSFODNN7EXAMPLE","AKIAI44QH8DHBEXAMPLE"]"#))
    }

    @Test func `changed keys are 409, also when there are none any more`() {
        let problem = AccessKeysError.keysChanged(existing: []).problem
        #expect(problem.status == .conflict && problem.kind == "access-keys-changed")
        #expect(problem.detail.hasPrefix("You now have no access key."))
    }

    @Test func `a key that was found and deleted again is told as none, with AWS's status`() {
        let problem = AccessKeysError.outcomeUnknown(.deleted, Self.lost).problem
        #expect(problem.status == Self.lost.problem.status)
        #expect(problem.kind == "access-key-not-created")
        #expect(problem.json(id: "1").text.contains(#""may_exist":false"#))
    }

    @Test func `a key that may be left is named, and what AWS said goes to the log alone`() throws {
        let left = try Self.ids("AKIAIOSFODNN7EXAMPLE")
        let problem = AccessKeysError.outcomeUnknown(.mayExist(left), Self.lost).problem
        let text = problem.json(id: "1").text
        #expect(text.contains(#""may_exist":true,"access_key_ids":["AKIAIOSFODNN7EXAMPLE"]"#))
        #expect(!text.contains("reset"))
        #expect(problem.cause?.contains("reset") == true)
    }

    @Test func `AWS's failures keep their own problem`() {
        #expect(AccessKeysError.aws(Self.lost).problem.kind == Self.lost.problem.kind)
        #expect(AccessKeysError.aws(Self.lost).awsError == Self.lost)
        #expect(AccessKeysError.keysChanged(existing: []).awsError == nil)
    }
}

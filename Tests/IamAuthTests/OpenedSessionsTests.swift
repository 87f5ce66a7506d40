import AWS
import IdentityProofs
import Testing

@testable import iam_auth

struct OpenedSessionsTests {
    private func session(_ name: String) throws -> Session {
        let arn = try #require(ARN("arn:aws:iam::123456789012:user/\(name)"))
        return Session(
            ProvenIdentity(try #require(IAMIdentity(arn: arn, userID: nil)), organization: nil), issued: 1, expires: 2)
    }

    @Test func `a cookie is opened once in each context`() throws {
        let (sessions, alice, bob) = (OpenedSessions(), try session("alice"), try session("bob"))
        #expect(sessions.session(of: "a", in: "tools") { alice } == alice)
        #expect(sessions.session(of: "a", in: "tools") { nil } == alice)
        #expect(sessions.session(of: "a", in: "wiki") { nil } == nil)
        #expect(sessions.session(of: "a", in: "wiki") { bob } == bob)
        #expect(sessions.session(of: "b", in: "tools") { nil } == nil)
    }

    @Test func `a cookie that isn't good is opened again each time`() throws {
        let (sessions, alice) = (OpenedSessions(), try session("alice"))
        #expect(sessions.session(of: "a", in: "tools") { nil } == nil)
        #expect(sessions.session(of: "a", in: "tools") { alice } == alice)
    }

    @Test func `only so many are kept`() throws {
        let (sessions, alice) = (OpenedSessions(), try session("alice"))
        for number in 0...OpenedSessions.maximumCount {
            #expect(sessions.session(of: "\(number)"[...], in: "tools") { alice } == alice)
        }
        #expect(sessions.session(of: "0", in: "tools") { nil } == nil)
        #expect(sessions.session(of: "\(OpenedSessions.maximumCount)"[...], in: "tools") { nil } == alice)
    }
}

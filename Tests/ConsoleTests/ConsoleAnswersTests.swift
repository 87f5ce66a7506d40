import AWS
import Formats
import FoundationEssentials
import HTTPTypes
import Problems
import Secrets
import Testing

@testable import console

struct ConsoleAnswersTests {
    private func credentials(token: Secret?, expiration: Date?) -> Credentials {
        Credentials(
            accessKeyID: "ASIAEXAMPLE", secretAccessKey: Secret("hush"), sessionToken: token, expiration: expiration)
    }

    @Test func `credentials have the members that credential_process reads`() throws {
        let answer = try ConsoleAnswers.credentials(
            credentials(token: Secret("token"), expiration: Date(timeIntervalSince1970: 0)))
        #expect(
            answer == [
                "AccessKeyId": "ASIAEXAMPLE", "Expiration": "1970-01-01T00:00:00Z", "SecretAccessKey": "hush",
                "SessionToken": "token", "Version": 1,
            ])
    }

    @Test func `credentials that aren't a session's leave in no answer`() {
        for credentials in [
            credentials(token: nil, expiration: .now), credentials(token: Secret("token"), expiration: nil),
        ] {
            let problem = #expect(throws: Problem.self) { try ConsoleAnswers.credentials(credentials) }
            #expect(problem?.status == .internalServerError)
        }
    }

    @Test func `a login's answer has its end where there is one`() {
        #expect(ConsoleAnswers.login(url: "https://x", expiration: nil) == ["url": "https://x"])
        #expect(
            ConsoleAnswers.login(url: "https://x", expiration: Date(timeIntervalSince1970: 0))
                == ["url": "https://x", "expiration": "1970-01-01T00:00:00Z"])
    }

    @Test func `where there was no role, no date of a revocation is told`() {
        #expect(ConsoleAnswers.revocation(userName: "ann", nil) == ["UserName": "ann"])
    }
}

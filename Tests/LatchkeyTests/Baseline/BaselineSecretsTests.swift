import AWS
import Testing

@testable import Baseline
@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct BaselineSecretsTests {
    private func plan(_ names: String...) throws -> AccountPlan {
        var plan = AccountPlan(account: "123456789012")
        for name in names {
            let person = PersonEntry(name: try #require(UserName(name)), consolePassword: true)
            plan.firstSecrets.append(.init(person: person, secret: .password))
        }
        return plan
    }

    @Test func `everybody whose key can't be used is told`() throws {
        let bench = ToolBench()
        let failure = BaselineSecrets.failure(of: try plan("alice", "bob"), bench.context)
        #expect(bench.errors == ["alice gets no first password: the file has no pgp-key to encrypt it to"])
        #expect(failure?.description == "bob gets no first password: the file has no pgp-key to encrypt it to")
        #expect(failure?.status == .configuration)
        #expect(BaselineSecrets.failure(of: try plan(), bench.context) == nil)
    }
}

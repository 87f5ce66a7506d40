import AWS
import Testing

@testable import Baseline
@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct BaselineSecretsTests {
    private func plan(_ names: String...) throws -> AccountPlan {
        var plan = AccountPlan(account: "123456789012")
        for name in names {
            let person = PersonEntry(name: try #require(UserName(name)), consolePassword: true, line: 4)
            plan.firstSecrets.append(.init(person: person, secret: .password))
        }
        return plan
    }

    @Test func `everybody whose key can't be used is told`() throws {
        let bench = ToolBench()
        let failure = BaselineSecrets.failure(of: try plan("alice", "bob"), in: "a.yaml", bench.context)
        let reason = "gets no first password: the file has no pgp-key to encrypt it to"
        #expect(bench.errors == ["a.yaml: line 4: alice \(reason)"])
        #expect(failure?.description == "a.yaml: line 4: bob \(reason)")
        #expect(failure?.status == .configuration)
        #expect(BaselineSecrets.failure(of: try plan(), in: "a.yaml", bench.context) == nil)
    }

    @Test func `whose key can't be used is told once, with the key's place`() throws {
        let bench = ToolBench()
        var person = PersonEntry(
            name: try #require(UserName("alice")), pgpKey: Array("x".utf8), consolePassword: true,
            accessKey: true)
        (person.pgpKeyLine, person.pgpKeyFile) = (9, "alice.asc")
        var plan = AccountPlan(account: "123456789012")
        plan.firstSecrets = [
            .init(person: person, secret: .password), .init(person: person, secret: .accessKey),
        ]
        let failure = BaselineSecrets.failure(of: plan, in: "a.yaml", bench.context)
        #expect(bench.errors.isEmpty)
        #expect(
            failure?.description.hasPrefix(
                "a.yaml: line 9: alice gets no first password and no first access key, as their PGP key in alice.asc can't be used: "
            ) == true)
    }
}

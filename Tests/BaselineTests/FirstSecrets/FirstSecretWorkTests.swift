import AWS
import Concurrency
import FoundationEssentials
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Baseline

/// Several runs of the tool give the same person their first secret, at the same time, each in its own thread and with its own
/// messages. Some are killed.
@Suite(.timeLimit(.minutes(2))) struct FirstSecretWorkTests {
    private static let times = FirstSecretClaim.Times(step: .milliseconds(300), takeover: .milliseconds(900))

    /// Passes calls on with some delay, and after some number of calls never again: its process was killed.
    private final class Machine: Transport {
        private let users: FakeUsers
        private let last: Int
        private let count = Mutex(0)

        init(_ users: FakeUsers, calls: Int) { (self.users, last) = (users, calls) }

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            let number = count.withLock { count in
                count += 1
                return count
            }
            try? await Task.sleep(for: .microseconds(.random(in: 0...4_000)))
            if number > last { try? await Task.sleep(for: .seconds(100)) }
            if number == last, Bool.random() { _ = try await users.send(request) }
            if number >= last {
                try? await Task.sleep(for: .seconds(100))
                throw .cancelled
            }
            let response = try await users.send(request)
            try? await Task.sleep(for: .microseconds(.random(in: 0...4_000)))
            return response
        }
    }

    private func make(_ secret: FirstSecret, _ transport: any Transport, _ users: FakeUsers, _ outbox: Outbox) async
        -> Bool
    {
        do {
            let account = AWSAccount(id: try #require(AccountID("123456789012")), partition: .aws)
            let secrets = FirstSecrets(
                iam: IAM(try users.client(by: transport)), account: account, alias: nil, minimumPasswordLength: 14,
                encryption: Reversed(), delivery: outbox,
                random: { count in (0..<count).map { _ in .random(in: .min ... .max) } },
                // AWS shows at once what was changed.
                timekeeper: Timekeeper(sleep: { try? await Task.sleep(for: min($0, Self.times.takeover)) }),
                times: Self.times)
            let person = PersonEntry(
                name: try #require(UserName("alice")), pgpKey: [1], consolePassword: true, accessKey: true)
            return try await secrets.make(secret, for: person).fileName != nil
        } catch {
            return false
        }
    }

    @Test func `however many give it at once, what a run calls done works`()
        async
    {
        await withTaskGroup { group in
            for secret in FirstSecret.allCases {
                for _ in 0..<40 { group.addTask { await race(secret) } }
            }
        }
    }

    private func race(_ secret: FirstSecret) async {
        let users = FakeUsers()
        users.with { $0.users["alice"] = .init() }
        let outboxes = (0..<4).map { _ in Outbox() }
        let finished = Recorder<Int>()
        let areKilled = (0..<3).map { _ in Bool.random() }
        await withTaskGroup { group in
            for (number, outbox) in outboxes.dropLast().enumerated() {
                let machine = Machine(users, calls: areKilled[number] ? .random(in: 1...7) : 1_000)
                group.addTask {
                    try? await Task.sleep(for: .milliseconds(.random(in: 0...30) * (Bool.random() ? 1 : 40)))
                    if await make(secret, machine, users, outbox) { finished.record(number) }
                }
            }
            try? await Task.sleep(for: .seconds(8))
            group.cancelAll()
        }
        // Whatever was killed, one more run ends it.
        if await make(secret, users, users, outboxes[3]) { finished.record(3) }
        guard let alice = users["alice"] else { return }
        func texts(_ number: Int) -> String {
            outboxes[number].names.map { outboxes[number].text($0) }.joined()
        }
        let done = finished.values
        switch secret {
        case .password:
            guard let password = alice.password else {
                Issue.record("there is no password")
                return
            }
            for number in done { #expect(texts(number).contains(password), "run \(number) of \(done)") }
            #expect((0..<4).contains { texts($0).contains(password) })
        case .accessKey:
            for number in done {
                #expect(alice.keys.keys.contains { texts(number).contains($0) }, "run \(number) of \(done)")
            }
            #expect(!alice.keys.isEmpty)
            // One that is killed in the moment in which another begins may leave a key whose secret nobody has.
            if areKilled.contains(true) { return }
            for id in alice.keys.keys { #expect((0..<4).contains { texts($0).contains(id) }, "\(id)") }
        }
    }
}

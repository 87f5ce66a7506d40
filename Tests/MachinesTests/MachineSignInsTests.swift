import AWS
import FoundationEssentials
import Secrets
import Synchronization
import Testing

@testable import FakeAWS
@testable import Machines

@Suite(.timeLimit(.minutes(1))) struct MachineSignInsTests {
    private let bench: MachinesBench

    init() throws { bench = try MachinesBench() }

    @Test func `a machine is known by its access token, with what was remembered of its person`() async throws {
        let tokens = try await bench.begin()
        let machine = try await bench.machine(tokens)
        #expect(machine.name == "ann@example.com" && machine.client == "latchkey" && machine.label == "ann-laptop")
        #expect(machine.tags == "Team=blue" && machine.began == bench.clock.now)
        #expect(tokens.accessDuration == 900 && tokens.remaining == 43_200)
    }

    @Test func `the table has neither token, nor their secrets`() async throws {
        let tokens = try await bench.begin()
        let text = "\(String(describing: bench.item))"
        for token in [tokens.access, tokens.refresh] {
            let text = token.reveal()
            #expect(text.utf8.count < 300)
            #expect(!"\(String(describing: bench.item))".contains(text.suffix(40)))
        }
        #expect(text.contains(MachineToken.digest(of: tokens.refresh.reveal())))
    }

    @Test func `an access token is good for its time`() async throws {
        let tokens = try await bench.begin()
        bench.clock.advance(899)
        _ = try await bench.machine(tokens)
        bench.clock.advance(1)
        await #expect(throws: MachinesError.expired) { try await bench.machine(tokens) }
    }

    @Test func `renewing gives other tokens, and the former access token stays good until it expires`() async throws {
        let first = try await bench.begin()
        bench.clock.advance(600)
        let second = try await bench.renew(first)
        #expect(second.refresh != first.refresh && second.access != first.access)
        #expect(try await bench.machine(first).id == bench.machine(second).id)
        #expect(try await bench.machine(second).renewed == bench.clock.now)
        bench.clock.advance(300)
        await #expect(throws: MachinesError.expired) { try await bench.machine(first) }
        _ = try await bench.machine(second)
    }

    @Test func `no more than two access tokens of a machine are good at once`() async throws {
        let first = try await bench.begin()
        bench.clock.advance(1)
        let second = try await bench.renew(first)
        bench.clock.advance(1)
        let third = try await bench.renew(second)
        await #expect(throws: MachinesError.expired) { try await bench.machine(first) }
        _ = try await bench.machine(third)
    }

    @Test func `renewing doesn't lengthen the sign-in`() async throws {
        var tokens = try await bench.begin()
        for _ in 0..<4 {
            bench.clock.advance(10_000)
            tokens = try await bench.renew(tokens)
        }
        #expect(tokens.remaining == 3_200)
        bench.clock.advance(3_000)
        tokens = try await bench.renew(tokens)
        #expect(tokens.accessDuration == 200 && tokens.remaining == 200)
        bench.clock.advance(200)
        await #expect(throws: MachinesError.expired) { try await bench.renew(tokens) }
        await #expect(throws: MachinesError.expired) { try await bench.machine(tokens) }
    }

    @Test func `a refresh token that comes again ends the sign-in, whoever has the newer one`() async throws {
        let first = try await bench.begin()
        let second = try await bench.renew(first)
        await #expect(throws: MachinesError.reused) { try await bench.renew(first) }
        await #expect(throws: MachinesError.ended) { try await bench.renew(second) }
        await #expect(throws: MachinesError.ended) { try await bench.machine(second) }
    }

    @Test func `the other sign-ins of the person go on when one ends by a second use`() async throws {
        let other = try await bench.begin(label: "ann-desktop")
        let first = try await bench.begin()
        _ = try await bench.renew(first)
        await #expect(throws: MachinesError.reused) { try await bench.renew(first) }
        _ = try await bench.machine(other)
    }

    @Test func `a token of another client is refused, and stays good`() async throws {
        let tokens = try await bench.begin()
        await #expect(throws: MachinesError.otherClient) { try await bench.renew(tokens, for: "mairu") }
        _ = try await bench.renew(tokens, for: nil)
    }

    @Test func `of two that renew at once, one gets tokens and the sign-in ends`() async throws {
        let tokens = try await bench.begin()
        let bench = bench
        let results = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<2 { group.addTask { (try? await bench.renew(tokens)) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(results == 1)
        #expect(try await bench.signIns.machines(of: MachinesBench.ann).isEmpty)
    }

    @Test func `a write that failed is sent again, and made once`() async throws {
        let losses = Mutex(1)
        let bench = try MachinesBench { operation, _ in
            guard operation == "UpdateItem",
                losses.withLock({
                    $0 -= 1; return $0 == -1
                })
            else { return nil }
            return (500, "InternalServerError")
        }
        let first = try await bench.begin()
        _ = try await bench.renew(first)
        #expect(try await bench.signIns.machines(of: MachinesBench.ann).count == 1)
    }

    @Test func `one machine is ended, and the others stay`() async throws {
        let first = try await bench.begin()
        let second = try await bench.begin(label: nil)
        let ended = try await bench.signIns.end(first.machine.id, of: MachinesBench.ann)
        #expect(ended?.label == "ann-laptop")
        await #expect(throws: MachinesError.ended) { try await bench.machine(first) }
        _ = try await bench.machine(second)
        #expect(try await bench.signIns.end(first.machine.id, of: MachinesBench.ann) == nil)
    }

    @Test func `a sign-in that was ended before it began doesn't begin`() async throws {
        let agreed = try await bench.agreed()
        try await bench.signIns.prevent(agreed.id, of: MachinesBench.ann)
        await #expect(throws: MachinesError.ended) { try await bench.signIns.begin(agreed) }
        // Others do, and what is known of the first isn't lost by that.
        _ = try await bench.machine(try await bench.begin())
        await #expect(throws: MachinesError.ended) { try await bench.signIns.begin(agreed) }
    }

    /// Whichever of both comes first, nothing goes on.
    @Test func `of a sign-in that begins while it is ended nothing stays`() async throws {
        let bench = bench
        for _ in 0..<40 {
            let agreed = try await bench.agreed()
            async let begun = try? bench.signIns.begin(agreed)
            async let ended: Void = bench.signIns.prevent(agreed.id, of: MachinesBench.ann)
            let tokens = await begun
            try await ended
            #expect(try await bench.signIns.machines(of: MachinesBench.ann).isEmpty)
            if let tokens {
                await #expect(throws: MachinesError.ended) { try await bench.machine(tokens) }
                await #expect(throws: MachinesError.ended) { try await bench.renew(tokens) }
            }
        }
    }

    @Test func `what is known of ended sign-ins is forgotten in time, and bounded`() async throws {
        for _ in 0...PersonMachines.maximumEndedCount {
            try await bench.signIns.prevent(MachineID(), of: MachinesBench.ann)
            bench.clock.advance(1)
        }
        let record = try #require(try await bench.signIns.table.record(of: MachinesBench.ann))
        #expect(record.ended.count == PersonMachines.maximumEndedCount)
        bench.clock.advance(PersonMachines.endedDuration)
        try await bench.begin()
        #expect(try await bench.signIns.table.record(of: MachinesBench.ann)?.ended == [:])
    }

    @Test func `a record of ended sign-ins alone is kept as long as they have to be known`() async throws {
        let now = Int(bench.clock.now.timeIntervalSince1970)
        try await bench.signIns.prevent(MachineID(), of: MachinesBench.ann)
        let expires = try #require(bench.item?["expires_at"]?.integer)
        #expect(expires >= now + Int(PersonMachines.endedDuration))
    }

    @Test func `nobody ends the machine of somebody else`() async throws {
        let tokens = try await bench.begin()
        let bob = try #require(PersonKey(text: "bob"))
        #expect(try await bench.signIns.end(tokens.machine.id, of: bob) == nil)
        try await bench.signIns.endAll(of: bob)
        _ = try await bench.machine(tokens)
    }

    @Test func `when all are ended, what was agreed to before is worth nothing, and what is agreed to then counts`()
        async throws
    {
        let tokens = try await bench.begin()
        let agreed = try await bench.agreed()
        try await bench.signIns.endAll(of: MachinesBench.ann)
        await #expect(throws: MachinesError.ended) { try await bench.machine(tokens) }
        await #expect(throws: MachinesError.ended) { try await bench.renew(tokens) }
        await #expect(throws: MachinesError.ended) { try await bench.signIns.begin(agreed) }
        _ = try await bench.machine(try await bench.begin())
    }

    @Test func `all can be ended where there is no table`() async throws {
        let bench = try MachinesBench { _, _ in (400, "ResourceNotFoundException") }
        try await bench.signIns.endAll(of: MachinesBench.ann)
        let denied = try MachinesBench { _, _ in (400, "AccessDeniedException") }
        await #expect(throws: MachinesError.self) { try await denied.signIns.endAll(of: MachinesBench.ann) }
    }

    @Test func `whoever spells the user's name otherwise is the same person`() async throws {
        let tokens = try await bench.begin()
        let name = try #require(UserName("ANN"))
        try await bench.signIns.endAll(of: PersonKey(name))
        await #expect(throws: MachinesError.ended) { try await bench.machine(tokens) }
    }

    @Test func `one machine too many ends the sign-in that has the least time left`() async throws {
        var all: [IssuedTokens] = []
        for number in 0...PersonMachines.maximumCount {
            all.append(try await bench.begin(label: "machine-\(number)"))
            bench.clock.advance(10)
        }
        #expect(try await bench.signIns.machines(of: MachinesBench.ann).count == PersonMachines.maximumCount)
        await #expect(throws: MachinesError.ended) { try await bench.machine(all[0]) }
        _ = try await bench.machine(all[1])
    }

    @Test func `the list has the latest sign-in first, and none that is over`() async throws {
        try await bench.begin(label: "a")
        bench.clock.advance(43_000)
        try await bench.begin(label: "b")
        bench.clock.advance(1)
        try await bench.begin(label: "c")
        #expect(try await bench.signIns.machines(of: MachinesBench.ann).map(\.label) == ["c", "b", "a"])
        bench.clock.advance(199)
        #expect(try await bench.signIns.machines(of: MachinesBench.ann).map(\.label) == ["c", "b"])
    }

    @Test func `a record that somebody else wrote signs nobody in, and the next sign-in takes its place`() async throws
    {
        let tokens = try await bench.begin()
        var item = try #require(bench.item)
        item["ended_at"] = .n(1)
        bench.item = item
        await #expect(throws: MachinesError.ended) { try await bench.machine(tokens) }
        await #expect(throws: MachinesError.ended) { try await bench.renew(tokens) }
        _ = try await bench.machine(try await bench.begin())
    }

    @Test func `a record of another person signs nobody in`() async throws {
        let tokens = try await bench.begin()
        let item = bench.item
        let bob = try #require(PersonKey(text: "bob"))
        let others = try await bench.begin(bob)
        bench.account.with { $0.tokensTable.items["machines/bob"] = item }
        await #expect(throws: MachinesError.ended) { try await bench.machine(others) }
        _ = try await bench.machine(tokens)
    }

    @Test func `while others keep changing the record, it is given up`() async throws {
        let bench = try MachinesBench { operation, world in
            if operation == "UpdateItem" {
                world.tokensTable.items["machines/ann"] = [
                    "id": .s("machines/ann"), "version": .s("\(world.calls.count)"),
                ]
            }
            return nil
        }
        await #expect(throws: MachinesError.contended) { try await bench.begin() }
    }

    @Test func `DynamoDB may delete the record when nothing in it counts any more`() async throws {
        let begun = Int(bench.clock.now.timeIntervalSince1970)
        try await bench.begin()
        #expect(bench.item?["expires_at"]?.integer == begun + 43_200 + 3_600)
        try await bench.signIns.endAll(of: MachinesBench.ann)
        #expect(bench.item?["expires_at"]?.integer == begun + 3_600)
    }
}

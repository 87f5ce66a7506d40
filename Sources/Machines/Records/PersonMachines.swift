import AWS
import Cryptography
import Formats
import FoundationEssentials

/// The machines on which one person is signed in, as their record in the table has them.
struct PersonMachines: Sendable, Equatable {
    /// The most machines of one person. One more ends the sign-in that has the least time left.
    static let maximumCount = 20

    /// The most sign-ins that are known to be ended. Each took a consent of the person's.
    static let maximumEndedCount = 50
    /// For how many seconds an ended sign-in is known: longer than a request that might still begin it can last.
    static let endedDuration = 600.0

    let person: PersonKey
    var machines: [MachineID: SignedInMachine]
    /// When all sign-ins were ended last, in milliseconds since 1970: what a person agreed to before is worth nothing.
    var endedAt: Int
    /// Sign-ins that were ended lately, and until when that is known: a request that is still under way can't begin them.
    var ended: [MachineID: Date]
    /// Names the write that made the record as it is: random, so that a write that is sent again knows itself.
    let version: String

    /// A record that nothing is known of yet.
    init(
        of person: PersonKey, machines: [MachineID: SignedInMachine] = [:], endedAt: Int = 0,
        ended: [MachineID: Date] = [:]
    ) {
        self.person = person
        self.machines = machines
        self.endedAt = endedAt
        self.ended = ended
        version = Base64URL.encode(Random.bytes(12))
    }

    /// The record that comes after this one.
    func changed(_ change: (inout PersonMachines) -> Void) -> PersonMachines {
        var next = PersonMachines(of: person, machines: machines, endedAt: endedAt, ended: ended)
        change(&next)
        return next
    }

    /// Drops the sign-ins that are over.
    mutating func dropOld(at now: Date) {
        machines = machines.filter { $0.value.ends > now }
        ended = ended.filter { $0.value > now }
    }

    /// Ends a sign-in, also one that is only about to begin.
    mutating func end(_ id: MachineID, at now: Date) {
        machines[id] = nil
        dropOld(at: now)
        ended[id] = now + Self.endedDuration
        let oldest = ended.sorted { ($0.value, $0.key.description) < ($1.value, $1.key.description) }
        for (id, _) in oldest.prefix(max(0, ended.count - Self.maximumEndedCount)) { ended[id] = nil }
    }

    /// Adds a machine, where there are too many in place of that which has the least time left.
    mutating func add(_ machine: SignedInMachine) {
        machines[machine.id] = machine
        let others = machines.values.filter { $0.id != machine.id }.sorted {
            ($0.ends, $0.renewed) < ($1.ends, $1.renewed)
        }
        for other in others.prefix(max(0, machines.count - Self.maximumCount)) { machines[other.id] = nil }
    }
}
